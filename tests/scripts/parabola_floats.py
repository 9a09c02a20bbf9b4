# throwing a ball: height over time, h = h0 + v*t + a*t^2
# plain python floats, numpy only makes the noise
import numpy as np

np.random.seed(21)
t_list = [0.1 * k for k in range(16)]
h_list = [1.2 + 8.0 * t - 4.9 * t ** 2 + float(np.random.normal(0, 0.03)) for t in t_list]

h0 = 0.0
v = 0.0
a = 0.0
learning_rate = 0.15

for i in range(2000):
    sum_sq = 0.0
    g_h0 = 0.0
    g_v = 0.0
    g_a = 0.0
    for t, h in zip(t_list, h_list):
        d = (h0 + v * t + a * t ** 2) - h
        sum_sq += d * d
        g_h0 += d
        g_v += d * t
        g_a += d * t ** 2
    h0 = h0 - learning_rate * g_h0 / len(t_list)
    v = v - learning_rate * g_v / len(t_list)
    a = a - learning_rate * g_a / len(t_list)
    if i % 400 == 0:
        print(i, "sum of squares:", sum_sq)

print("h0 = %.3f m" % h0)
print("v  = %.3f m/s" % v)
print("g  = %.3f m/s^2" % (-2 * a))
