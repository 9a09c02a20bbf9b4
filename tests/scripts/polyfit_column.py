from numpy import array, linspace, zeros, ones, hstack, dot, sin, pi
from numpy.random import seed, randn

# Port of my old polyfit_gd.m
seed(11)

m = 60;                                   # number of samples
x = linspace(-1, 1, m).reshape(m, 1);
y = 1 - 2*x + 0.5*x**2 + 3*x**3 + 0.15*randn(m, 1);

deg = 3;
X = ones((m, 1));
for k in range(1, deg+1):
    X = hstack([X, x**k]);

theta = zeros((deg+1, 1));
alpha = 0.3;
num_iters = 2000;
J_history = zeros((num_iters, 1));

for iter in range(num_iters):
    h = dot(X, theta);
    err = h - y;
    grad = dot(X.T, err) / m;
    theta = theta - alpha * grad;
    J_history[iter] = (err**2).sum() / (2*m);

print('theta =')
print(theta)
print('J first: %8.5f' % J_history[0, 0])
print('J last : %8.5f' % J_history[-1, 0])
