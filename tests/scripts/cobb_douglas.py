# Cobb-Douglas production function in logs
#   log(Q) = log(A) + alpha*log(K) + beta*log(L) + e
# (compare: lm(log(Q) ~ log(K) + log(L)) in R)

import numpy as np

rs = np.random.RandomState(1928)
T = 48
logK = np.cumsum(rs.normal(0.03, 0.02, T)) + 1.0
logL = np.cumsum(rs.normal(0.01, 0.03, T)) + 0.5
logQ = 0.2 + 0.3 * logK + 0.7 * logL + rs.normal(0, 0.02, T)

# demean so the steps are well behaved
k = (logK - logK.mean()) / logK.std()
l = (logL - logL.mean()) / logL.std()
q = logQ - logQ.mean()

alpha_ = 0.0
beta_ = 0.0
const_ = 0.1

rate = 0.2
for it in range(1, 601):
    q_hat = const_ + alpha_ * k + beta_ * l
    u = q - q_hat                      # econometrician's residual: y minus fit
    rss = np.sum(u ** 2)

    d_const = -2 * np.sum(u) / T
    d_alpha = -2 * np.sum(u * k) / T
    d_beta = -2 * np.sum(u * l) / T

    const_ -= rate * d_const
    alpha_ -= rate * d_alpha
    beta_ -= rate * d_beta

    if it % 100 == 0:
        print("iteration {0:>4}   RSS {1:.6f}".format(it, rss))

elasticity_K = alpha_ / logK.std()
elasticity_L = beta_ / logL.std()
tss = np.sum((q - q.mean()) ** 2)
print("output elasticity of capital: {:.4f}".format(elasticity_K))
print("output elasticity of labour:  {:.4f}".format(elasticity_L))
print("returns to scale:             {:.4f}".format(elasticity_K + elasticity_L))
print("R-squared:                    {:.4f}".format(1 - rss / tss))
