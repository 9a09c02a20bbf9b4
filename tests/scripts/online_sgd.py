import random
import numpy as np

# stochastic gradient descent, one example at a time
random.seed(6)
np.random.seed(6)

points = [(float(x), 0.7 * float(x) + 1.5 + random.gauss(0, 0.1)) for x in np.random.rand(50) * 4]

slope, intercept = 0.0, 0.0
alpha = 0.02
mean_losses = []

for epoch in range(30):
    random.shuffle(points)
    total = 0.0
    for x, y in points:
        y_hat = slope * x + intercept
        diff = y_hat - y
        total += 0.5 * diff ** 2
        slope, intercept = slope - alpha * diff * x, intercept - alpha * diff
    mean_losses.append(total / len(points))
    if epoch % 5 == 0:
        print('epoch', epoch, 'mean loss', mean_losses[-1])

print('slope %.4f intercept %.4f' % (slope, intercept))
assert mean_losses[-1] < mean_losses[0]
