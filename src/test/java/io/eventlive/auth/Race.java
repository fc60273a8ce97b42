package io.eventlive.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/// The same work from many threads that are let go at one moment.
final class Race<T> {
  private final List<T> results = new ArrayList<>();

  Race(int runners, Callable<T> work) throws InterruptedException {
    this(IntStream.range(0, runners).mapToObj(_ -> work).toList());
  }

  Race(List<Callable<T>> works) throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(works.size());
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> work : works) {
        futures.add(
            threads.submit(() -> {
              ready.countDown();
              go.await();
              return work.call();
            }));
      }
      ready.await();
      go.countDown();
      for (Future<T> future : futures) results.add(future.get());
    } catch (ExecutionException e) {
      throw new AssertionError("a runner fell", e.getCause());
    }
  }

  List<T> results() {
    return List.copyOf(results);
  }
}
