"""The same straight line, its gradient walked back through the graph of the computation, node by node."""
import torch

torch.set_default_dtype(torch.float64)  # NumPy's precision

# Celsius readings and what the unlabelled thermometer showed.
celsius = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
reading = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])

x = 0.1 * celsius
y = reading

w = 1.0
b = 0.0
lr = 0.01

for epoch in range(2000):
    # forward: one line for each node of the graph
    product = w * x
    prediction = product + b
    error = prediction - y
    squared = error ** 2
    loss = squared.mean()

    # backward: the same nodes in reverse
    d_squared = torch.ones_like(squared) / squared.numel()
    d_error = 2 * error * d_squared
    d_prediction = d_error
    d_product = d_prediction
    d_w = (d_product * x).sum()
    d_b = d_prediction.sum()

    w -= lr * d_w
    b -= lr * d_b

    if epoch % 500 == 0:
        print(f"epoch {epoch}: loss {loss:.6f}")

print("w =", w.item(), "b =", b.item())
