package io.minos.checker.linear.justintime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** {@link Bits} and {@link Used} against what the JDK has for the same. */
class SetsTest {
    private static final int ROUNDS = 300;

    private final SplittableRandom random = new SplittableRandom(3);

    @Test
    void words_are_sets_of_their_bits() {
        for (int round = 0; round < ROUNDS; round++) {
            BitSet expected = new BitSet();
            long[] set = new long[1 + random.nextInt(3)];
            for (int i = random.nextInt(9); i > 0; i--) {
                int bit = random.nextInt(64 * set.length);
                long[] before = set.clone();
                long[] changed = random.nextInt(3) > 0 ? Bits.with(set, bit) : Bits.without(set, bit);
                expected.set(bit, changed[bit >> 6] << 63 - bit >>> 63 != 0);
                assertThat(set).as("it is not changed itself").isEqualTo(before);
                set = changed;
            }
            assertThat(Arrays.copyOf(expected.toLongArray(), set.length)).isEqualTo(set);
            for (int bit = 0; bit < 64 * set.length; bit++) {
                assertThat(Bits.has(set, bit)).isEqualTo(expected.get(bit));
                assertThat(Bits.next(set, bit)).isEqualTo(expected.nextSetBit(bit));
            }
            assertThat(Bits.next(set, 64 * set.length)).isNegative();
        }
    }

    @Test
    void how_often_each_kind_was_used_is_counted_in_any_order() {
        for (int round = 0; round < ROUNDS; round++) {
            int[][] counts = new int[2][6];
            int[][] used = {Used.NOTHING, Used.NOTHING};
            for (int which = 0; which < 2; which++) {
                for (int i = random.nextInt(7); i > 0; i--) {
                    int kind = random.nextInt(6);
                    int[] before = used[which].clone();
                    int[] more = Used.with(used[which], kind);
                    assertThat(used[which]).as("it is not changed itself").isEqualTo(before);
                    used[which] = more;
                    counts[which][kind]++;
                }
                for (int kind = 0; kind < 6; kind++) assertThat(Used.times(used[which], kind)).isEqualTo(counts[which][kind]);
            }
            boolean noMore = true;
            for (int kind = 0; kind < 6; kind++) noMore &= counts[0][kind] <= counts[1][kind];
            assertThat(Used.noMore(used[0], used[1])).as("%s and %s", Arrays.toString(used[0]), Arrays.toString(used[1])).isEqualTo(noMore);
            assertThat(Used.noMore(used[1], used[1].clone())).isTrue();
        }
    }
}
