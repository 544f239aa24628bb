package io.minos.checker.txn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The collections without objects, beside those of the JDK. */
class CollectionsTest {
    private final SplittableRandom random = new SplittableRandom(1);

    /** However few pairs were expected, and with numbers of either sign. */
    @Test
    void a_pair_map_is_a_map() {
        PairMap map = new PairMap(0);
        Map<List<Integer>, Integer> twin = new HashMap<>();
        for (int i = 0; i < 3_000; i++) {
            int left = random.nextInt(-20, 20);
            int right = random.nextInt(-20, 20);
            assertThat(map.get(left, right)).isEqualTo(twin.getOrDefault(List.of(left, right), PairMap.NONE));
            Integer before = twin.put(List.of(left, right), i);
            assertThat(map.put(left, right, i)).isEqualTo(before == null ? PairMap.NONE : before);
        }
    }

    @Test
    void a_deque_of_ints_is_a_deque() {
        IntDeque deque = new IntDeque();
        Deque<Integer> twin = new ArrayDeque<>();
        for (int i = 0; i < 3_000; i++) {
            // At first it grows, and then it is emptied.
            switch (random.nextInt(i < 1_500 ? 3 : 6)) {
                case 0 -> {
                    deque.addFirst(i);
                    twin.addFirst(i);
                }
                case 1 -> {
                    deque.addLast(i);
                    twin.addLast(i);
                }
                default -> {
                    if (!twin.isEmpty()) assertThat(deque.removeFirst()).isEqualTo(twin.removeFirst());
                }
            }
            assertThat(deque.isEmpty()).isEqualTo(twin.isEmpty());
        }
        deque.addLast(1);
        deque.clear();
        assertThat(deque.isEmpty()).isTrue();
        deque.addFirst(2);
        assertThat(deque.removeFirst()).isEqualTo(2);
    }

    @Test
    void a_row_of_ints_grows_by_one_or_by_many_and_shrinks_at_its_end() {
        Ints row = new Ints(0);
        row.add(7);
        row.addAll(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 1, 10);
        assertThat(row.toArray()).containsExactly(7, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        row.set(1, 5);
        assertThat(row.removeLast()).isEqualTo(9);
        assertThat(row.size()).isEqualTo(9);
        assertThat(row.common(new int[] {7, 5, 2, 0}, 4)).isEqualTo(3);
        assertThat(row.common(new int[] {7, 5, 2, 0}, 2)).isEqualTo(2);
        assertThat(row.common(row)).isEqualTo(9);
    }

    @Test
    void longs_are_nothing_until_they_are_set() {
        Longs row = new Longs();
        row.set(40, 3);
        row.add(4);
        row.set(2, 5);
        assertThat(row.size()).isEqualTo(42);
        assertThat(List.of(row.get(2), row.get(39), row.get(40), row.get(41), row.get(42), row.get(1_000))).containsExactly(5L, 0L, 3L, 4L, 0L, 0L);
        assertThat(row.toArray()).hasSize(42);
    }
}
