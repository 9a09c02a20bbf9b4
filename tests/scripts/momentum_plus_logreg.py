import numpy as np
import numpy.random as npr

npr.seed(5)
n = 150
X = npr.randn(n, 3)
p_true = 1/(1 + np.exp(-(X[:,0]*2 - X[:,1] + 0.5)))
y = (npr.rand(n) < p_true) * 1.0

w = npr.randn(3)*0.1; b = 0.
vw = np.zeros(3); vb = 0.
beta, lr = 0.8, 0.1

for t in range(250):
    p = 1/(1 + np.exp(-(X@w + b)))
    gw = X.T@(p - y)/n
    gb = (p - y).mean()
    vw = beta*vw + gw
    vb = beta*vb + gb
    w -= lr*vw
    b -= lr*vb
    if t % 50 == 0 or t == 249:
        nll = -(y*np.log(p) + (1-y)*np.log(1-p)).mean()
        print(t, 'nll', nll, 'acc', ((p > .5) == (y == 1)).mean())

print('w', w, 'b', b)
