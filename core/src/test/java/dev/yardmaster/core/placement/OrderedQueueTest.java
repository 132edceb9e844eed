package dev.yardmaster.core.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OrderedQueueTest {
  @Test
  void whateverOrderElementsComeInTheyAreTakenAsFromAHeap() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Set<Integer> unwanted = new HashSet<>();
      OrderedQueue<Integer> queue =
          new OrderedQueue<>(Comparator.naturalOrder(), e -> !unwanted.contains(e));
      PriorityQueue<Integer> model = new PriorityQueue<>();
      int latest = 0;
      for (int step = 0; step < 300; step++) {
        switch (random.nextInt(10)) {
          case 0, 1, 2, 3 -> latest = add(++latest, queue, model);
          case 4, 5 -> add(random.nextInt(latest + 1), queue, model);
          case 6 -> {
            unwanted.add(random.nextInt(latest + 1));
            model.removeAll(unwanted);
          }
          case 7 -> {
            List<Integer> window = new ArrayList<>();
            while (window.size() < 5 && queue.first() != null) {
              Integer taken = queue.take();
              assertThat(taken).as("seed %d", seed).isEqualTo(model.poll());
              window.add(taken);
            }
            queue.addAll(window);
            model.addAll(window);
          }
          case 8 -> queue.dropUnwanted();
          default -> assertThat(queue.take()).as("seed %d", seed).isEqualTo(model.poll());
        }
        model.removeAll(unwanted);
        assertThat(queue.first()).as("seed %d", seed).isEqualTo(model.peek());
        assertThat(queue.size()).as("seed %d", seed).isGreaterThanOrEqualTo(model.size());
      }
      queue.dropUnwanted();
      assertThat(queue.size()).as("seed %d", seed).isEqualTo(model.size());
    }
  }

  private static int add(int element, OrderedQueue<Integer> queue, PriorityQueue<Integer> model) {
    queue.add(element);
    model.add(element);
    return element;
  }
}
