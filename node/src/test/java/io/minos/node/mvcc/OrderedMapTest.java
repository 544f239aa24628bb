package io.minos.node.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OrderedMapTest {
    private record Taken(OrderedMap.Frozen<String> frozen, TreeMap<byte[], String> expected) {}

    private static byte[] key(int number) {
        // of different lengths, with bytes above 0x7f, and with common prefixes
        byte[] key = new byte[1 + number % 3];
        Arrays.fill(key, (byte) (number / 3));
        key[key.length - 1] = (byte) (number / 7);
        return key;
    }

    private static List<String> values(OrderedMap.Frozen<String> map, byte[] from, byte @Nullable [] end) {
        List<String> values = new ArrayList<>();
        map.scan(from, end, values::add);
        return values;
    }

    @Test
    void it_is_a_sorted_map_and_what_was_frozen_never_changes() {
        SplittableRandom random = new SplittableRandom(42);
        OrderedMap<String> map = new OrderedMap<>();
        TreeMap<byte[], String> twin = new TreeMap<>(Arrays::compareUnsigned);
        List<Taken> taken = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            // it grows and shrinks by turns, so that nodes are split and merged
            boolean grows = i / 10_000 % 2 == 0;
            byte[] key = key(random.nextInt(4000));
            if (random.nextInt(100) < (grows ? 80 : 20)) {
                map.put(key, "v" + i);
                twin.put(key, "v" + i);
            } else if (twin.remove(key) != null) {
                map.remove(key);
            }
            assertThat(map.find(key)).isEqualTo(twin.get(key));
            if (i % 2500 == 0) {
                taken.add(new Taken(map.freeze(), new TreeMap<>(twin)));
            }
        }
        assertThat(map.size()).isEqualTo(twin.size());
        for (Taken one : taken) {
            assertThat(values(one.frozen, new byte[0], null)).isEqualTo(List.copyOf(one.expected.values()));
            for (int i = 0; i < 100; i++) {
                byte[] from = key(random.nextInt(4000));
                byte[] end = key(random.nextInt(4000));
                assertThat(values(one.frozen, from, null)).isEqualTo(List.copyOf(one.expected.tailMap(from).values()));
                assertThat(values(one.frozen, from, end)).isEqualTo(Arrays.compareUnsigned(from, end) < 0 ? List.copyOf(one.expected.subMap(from, end).values()) : List.of());
            }
        }
    }

    @Test
    void it_holds_many_keys_in_order_and_can_be_emptied() {
        OrderedMap<Integer> map = new OrderedMap<>();
        for (int i = 0; i < 50_000; i++) {
            map.put(ascending(i), i);
        }
        List<Integer> seen = new ArrayList<>();
        map.peek().scan(ascending(49_990), null, seen::add);
        assertThat(seen).containsExactly(49_990, 49_991, 49_992, 49_993, 49_994, 49_995, 49_996, 49_997, 49_998, 49_999);
        for (int i = 0; i < 50_000; i++) {
            map.remove(ascending(i));
        }
        assertThat(map.size()).isZero();
        map.peek().scanAll(value -> {
            throw new AssertionError(value);
        });
    }

    private static byte[] ascending(int number) {
        return new byte[] {(byte) (number >>> 16), (byte) (number >>> 8), (byte) number};
    }
}
