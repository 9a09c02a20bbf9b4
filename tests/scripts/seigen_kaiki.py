import numpy as np

# 三次多項式で正弦波を近似する
np.random.seed(4)
x = np.linspace(-np.pi, np.pi, 200)
y = np.sin(x)

# 特徴量（1, x, x^2, x^3）をスケーリング
x_s = x / np.pi
A = np.vander(x_s, 4, increasing=True)

# 係数の初期値
coef = np.random.randn(4)

# 学習率と反復回数
gakushuritsu = 1e-3
kaisuu = 3000

for t in range(kaisuu):
    # 予測値
    y_pred = A @ coef
    # 二乗和誤差
    gosa = np.square(y_pred - y).sum()
    if t % 300 == 299:
        print(t + 1, gosa)
    # 勾配
    grad_y_pred = 2.0 * (y_pred - y)
    grad_coef = A.T @ grad_y_pred
    # 更新
    coef -= gakushuritsu * grad_coef

a, b, c, d = coef
print(f"結果: y = {a:.4f} + {b / np.pi:.4f} x + {c / np.pi**2:.4f} x^2 + {d / np.pi**3:.4f} x^3")
