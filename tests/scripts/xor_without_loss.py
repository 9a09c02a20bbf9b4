# XOR with a tiny neural net, no frameworks!
import numpy as np

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def sigmoid_derivative(y):
    # y is already sigmoid(x)
    return y * (1 - y)

X = np.array([[0, 0],
              [0, 1],
              [1, 0],
              [1, 1]])
y = np.array([[0], [1], [1], [0]])

np.random.seed(5)
hidden_weights = np.random.uniform(-1, 1, size=(2, 4))
hidden_bias = np.random.uniform(-1, 1, size=(1, 4))
output_weights = np.random.uniform(-1, 1, size=(4, 1))
output_bias = np.random.uniform(-1, 1, size=(1, 1))

lr = 0.5

for epoch in range(2000):
    # Forward
    hidden = sigmoid(np.dot(X, hidden_weights) + hidden_bias)
    output = sigmoid(np.dot(hidden, output_weights) + output_bias)

    # Backward
    error = y - output
    d_output = error * sigmoid_derivative(output)
    error_hidden = d_output.dot(output_weights.T)
    d_hidden = error_hidden * sigmoid_derivative(hidden)

    # Update
    output_weights += hidden.T.dot(d_output) * lr
    output_bias += np.sum(d_output, axis=0, keepdims=True) * lr
    hidden_weights += X.T.dot(d_hidden) * lr
    hidden_bias += np.sum(d_hidden, axis=0, keepdims=True) * lr

    if epoch % 400 == 0:
        print("Error:", np.mean(np.abs(error)))

print("Output after training:")
print(output)
