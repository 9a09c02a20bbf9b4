"""
Two-layer network with tanh units, trained with momentum.

The training loss is half the mean squared error; on the validation set the
plain mean squared error is reported.
"""
import numpy as np

HIDDEN_UNITS = 12
LEARNING_RATE = 0.05
MOMENTUM = 0.9
NUM_EPOCHS = 400


def target_function(x):
    return np.sin(2.0 * x) + 0.3 * x


def init_weights(rng):
    w1 = rng.normal(0.0, 1.0, size=(1, HIDDEN_UNITS))
    b1 = rng.normal(0.0, 1.0, size=(1, HIDDEN_UNITS))
    w2 = rng.normal(0.0, 0.3, size=(HIDDEN_UNITS, 1))
    b2 = np.zeros((1, 1))
    return w1, b1, w2, b2


def forward(x, w1, b1, w2, b2):
    hidden = np.tanh(x @ w1 + b1)
    return hidden, hidden @ w2 + b2


def backward(x, hidden, output, target, w2):
    n = x.shape[0]
    d_output = (output - target) / n
    g_w2 = hidden.T @ d_output
    g_b2 = d_output.sum(axis=0, keepdims=True)
    d_hidden = d_output @ w2.T * (1.0 - hidden ** 2)
    g_w1 = x.T @ d_hidden
    g_b1 = d_hidden.sum(axis=0, keepdims=True)
    return g_w1, g_b1, g_w2, g_b2


rng = np.random.default_rng(1)
x_all = rng.uniform(-2.0, 2.0, size=(150, 1))
y_all = target_function(x_all) + rng.normal(0.0, 0.05, size=(150, 1))
x_tr, y_tr = x_all[:100], y_all[:100]
x_va, y_va = x_all[100:], y_all[100:]

w1, b1, w2, b2 = init_weights(rng)
v_w1, v_b1, v_w2, v_b2 = [np.zeros_like(p) for p in (w1, b1, w2, b2)]
train_history, valid_history = [], []

for epoch in range(NUM_EPOCHS):
    hidden, output = forward(x_tr, w1, b1, w2, b2)
    train_loss = 0.5 * np.mean((output - y_tr) ** 2)
    g_w1, g_b1, g_w2, g_b2 = backward(x_tr, hidden, output, y_tr, w2)

    v_w1 = MOMENTUM * v_w1 + LEARNING_RATE * g_w1
    v_b1 = MOMENTUM * v_b1 + LEARNING_RATE * g_b1
    v_w2 = MOMENTUM * v_w2 + LEARNING_RATE * g_w2
    v_b2 = MOMENTUM * v_b2 + LEARNING_RATE * g_b2
    w1 -= v_w1
    b1 -= v_b1
    w2 -= v_w2
    b2 -= v_b2

    _, out_va = forward(x_va, w1, b1, w2, b2)
    train_history.append(train_loss)
    valid_history.append(np.mean((out_va - y_va) ** 2))
    if epoch % 50 == 0 or epoch == NUM_EPOCHS - 1:
        print(f"epoch {epoch:3d}: train {train_loss:.5f}, valid {valid_history[-1]:.5f}")

best = int(np.argmin(valid_history))
print("best validation epoch:", best, "with mse", valid_history[best])
