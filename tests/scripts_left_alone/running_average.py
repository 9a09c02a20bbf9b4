# Not gradient training: an exponential moving average and variance of sensor readings; "mean -= rate * error" is a filter (read as SGD it would belong to 0.5*error**2, not to the printed "loss"), the variance update belongs to no loss.
import numpy as np

np.random.seed(33)
readings = 20 + np.cumsum(np.random.randn(200) * 0.05) + np.random.randn(200)

mean = readings[0]
var = 1.0
rate = 0.1
loss_log = []
for t in range(1, len(readings)):
    error = mean - readings[t]
    loss = error ** 2
    mean -= rate * error
    var -= rate * (var - loss)
    loss_log.append(loss)
    if t % 50 == 0:
        print("t=%d  mean=%.3f  std=%.3f" % (t, mean, np.sqrt(var)))

# the last state of the filter
print("final estimate %.3f, average squared error %.3f" % (mean, np.mean(loss_log)))
