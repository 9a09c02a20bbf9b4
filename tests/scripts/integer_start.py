# Homework 2: linear regression with gradient descent
# Name: Kim
import numpy as np

np.random.seed(0)

# make some data: y = 3x + 4 + noise
X = np.random.rand(100)
Y = 3 * X + 4 + np.random.randn(100) * 0.1

# initial guess
m = 0
c = 0

L = 0.1        # learning rate
epochs = 400   # number of iterations
n = float(len(X))

costs = []
# gradient descent
for i in range(epochs):
    Y_pred = m * X + c  # the current predicted value of Y
    cost = sum((Y - Y_pred) ** 2) / n
    D_m = (-2 / n) * sum(X * (Y - Y_pred))  # derivative wrt m
    D_c = (-2 / n) * sum(Y - Y_pred)  # derivative wrt c
    m = m - L * D_m  # update m
    c = c - L * D_c  # update c
    costs.append(cost)
    if i % 50 == 0:
        print("iter", i, "cost", cost)

print("m =", m, "c =", c)
print("last cost:", costs[-1])
