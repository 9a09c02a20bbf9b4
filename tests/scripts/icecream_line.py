import numpy as np

# ice creams sold vs. temperature, I counted these last summer :)
temps = np.array([14.2, 16.4, 11.9, 15.2, 18.5, 22.1, 19.4, 25.1, 23.4, 18.1, 22.6, 17.2])
sales = np.array([21.5, 32.5, 18.5, 33.2, 40.6, 52.2, 41.2, 61.4, 54.4, 42.1, 44.5, 40.8])

w = 0.0
b = 0.0
lr = 0.002
epochs = 3000
n = len(temps)

for epoch in range(epochs):
    dw = 0.0
    db = 0.0
    cost = 0.0
    for x, y in zip(temps, sales):
        guess = w * x + b
        error = guess - y
        cost += error ** 2
        dw += 2 * error * x
        db += 2 * error
    cost = cost / n
    dw = dw / n
    db = db / n

    w -= lr * dw
    b -= lr * db

    if epoch % 500 == 0:
        print("epoch", epoch, "cost", round(float(cost), 4))

print("w =", float(w), "b =", float(b))
print("at 20 degrees we should sell", float(w * 20 + b))
