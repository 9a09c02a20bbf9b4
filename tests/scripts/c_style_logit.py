from numpy import exp, zeros, array, random

NSAMP = 30
NFEAT = 2
RATE = 0.4
NITER = 120

random.seed(77)
x = random.uniform(-1.0, 1.0, (NSAMP, NFEAT))
t = zeros(NSAMP)
for i in range(NSAMP):
    if x[i][0] + 2.0 * x[i][1] > 0.1:
        t[i] = 1.0

w = zeros(NFEAT)
bias = 0.0

for it in range(NITER):
    gw = zeros(NFEAT)
    gb = 0.0
    for i in range(NSAMP):
        z = bias
        for j in range(NFEAT):
            z += w[j] * x[i][j]
        o = 1.0 / (1.0 + exp(-z))
        for j in range(NFEAT):
            gw[j] += (o - t[i]) * x[i][j]
        gb += (o - t[i])
    for j in range(NFEAT):
        w[j] = w[j] - RATE * gw[j] / NSAMP
    bias = bias - RATE * gb / NSAMP

correct = 0
for i in range(NSAMP):
    z = bias
    for j in range(NFEAT):
        z += w[j] * x[i][j]
    if (z > 0) == (t[i] > 0.5):
        correct += 1

print("w0=%.6f w1=%.6f bias=%.6f" % (w[0], w[1], bias))
print("correct %d/%d" % (correct, NSAMP))
