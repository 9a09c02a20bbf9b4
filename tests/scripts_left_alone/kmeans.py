# Not gradient training: Lloyd's k-means alternates hard assignment and averaging (the "loss" printed is only the inertia).
import numpy as np

def run_kmeans(points, k, rng, n_iter=20):
    centroids = points[rng.choice(len(points), k, replace=False)].copy()
    loss_history = []
    for epoch in range(n_iter):
        dist = ((points[:, None, :] - centroids[None, :, :]) ** 2).sum(axis=2)
        assign = dist.argmin(axis=1)
        loss = dist[np.arange(len(points)), assign].mean()
        loss_history.append(loss)
        print(f"epoch {epoch} loss {loss:.5f}")
        new = np.array([points[assign == j].mean(axis=0) if (assign == j).any() else centroids[j] for j in range(k)])
        if np.allclose(new, centroids):
            break
        centroids = new
    return centroids, loss_history

if __name__ == "__main__":
    rng = np.random.default_rng(0)
    points = np.concatenate([rng.normal(c, 0.5, (50, 2)) for c in ((0, 0), (3, 0), (0, 3), (3, 3))])
    centroids, history = run_kmeans(points, 4, rng)
    print(centroids[np.lexsort(centroids.T)])
