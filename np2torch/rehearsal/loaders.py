"""`torch.utils.data`: datasets, and loaders that give them batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .joining import stack
from .tensor import Tensor, as_tensor
from .torch_draws import TorchDraws


class Dataset:
    """The base class that programs derive from."""


class TensorDataset(Dataset):
    def __init__(self, *tensors: Tensor) -> None:
        self.tensors = tensors

    def __getitem__(self, index: Any) -> tuple[Tensor, ...]:
        return tuple(t[index] for t in self.tensors)

    def __len__(self) -> int:
        return len(self.tensors[0])


class Subset(Dataset):
    def __init__(self, dataset: Any, indices: Sequence[int]) -> None:
        self.dataset, self.indices = dataset, indices

    def __getitem__(self, index: int) -> Any:
        return self.dataset[self.indices[index]]

    def __len__(self) -> int:
        return len(self.indices)


def collated(items: list[Any]) -> Any:
    """One batch of several items, part by part."""
    first = items[0]
    if isinstance(first, Tensor):
        return stack(items)
    if isinstance(first, (tuple, list)):
        return [collated(list(parts)) for parts in zip(*items, strict=True)]
    if isinstance(first, dict):
        return {key: collated([item[key] for item in items]) for key in first}
    return as_tensor(items) if isinstance(first, (int, float)) else items


def loaders(draws: TorchDraws) -> dict[str, Any]:
    class DataLoader:
        def __init__(
            self,
            dataset: Any,
            batch_size: int = 1,
            shuffle: bool = False,
            drop_last: bool = False,
            generator: Any = None,
            collate_fn: Callable[[list[Any]], Any] | None = None,
            **workers: Any,
        ) -> None:
            self.dataset, self.batch_size, self.shuffle, self.drop_last = dataset, int(batch_size), shuffle, drop_last
            self.generator, self.collate = generator, collate_fn or collated

        def __len__(self) -> int:
            return len(self.dataset) // self.batch_size if self.drop_last else -(-len(self.dataset) // self.batch_size)

        def __iter__(self) -> Iterator[Any]:
            count = len(self.dataset)
            order = draws.randperm(count, generator=self.generator).values if self.shuffle else list(range(count))
            for i in range(len(self)):
                yield self.collate([self.dataset[j] for j in order[i * self.batch_size : (i + 1) * self.batch_size]])

    def random_split(dataset: Any, lengths: Sequence[float], generator: Any = None) -> list[Subset]:
        count = len(dataset)
        sizes = [int(n) if float(n).is_integer() and n > 1 else int(n * count) for n in lengths]
        sizes[-1] += count - sum(sizes)
        order = draws.randperm(count, generator=generator).values
        ends = [sum(sizes[: i + 1]) for i in range(len(sizes))]
        return [Subset(dataset, order[end - size : end]) for size, end in zip(sizes, ends, strict=True)]

    return {"Dataset": Dataset, "TensorDataset": TensorDataset, "Subset": Subset, "DataLoader": DataLoader, "random_split": random_split}
