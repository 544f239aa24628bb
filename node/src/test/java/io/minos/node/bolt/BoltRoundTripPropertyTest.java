package io.minos.node.bolt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What is written is read: any number of entries, keys and values of any length. */
class BoltRoundTripPropertyTest {
    private static Path file = Path.of("");

    @BeforeContainer
    static void make() throws IOException {
        file = Files.createTempFile("bolt", ".db");
    }

    @AfterContainer
    static void delete() throws IOException {
        Files.delete(file);
    }

    private static TreeMap<byte[], byte[]> random(SplittableRandom random, int count, int keyBytesMax, int valueBytesMax) {
        TreeMap<byte[], byte[]> entries = Contents.entries();
        for (int i = 0; i < count; i++) {
            byte[] key = new byte[1 + random.nextInt(keyBytesMax)];
            random.nextBytes(key);
            byte[] value = new byte[random.nextInt(valueBytesMax + 1)];
            random.nextBytes(value);
            entries.put(key, value);
        }
        return entries;
    }

    private static void check(TreeMap<byte[], byte[]> a, TreeMap<byte[], byte[]> b) throws IOException {
        Contents.write(file, Contents.bucket("b", b), Contents.bucket("a", a), Contents.bucket("none", Contents.entries()));
        List<String> expected = new ArrayList<>(Contents.lines("a", a));
        expected.addAll(Contents.lines("b", b));
        assertThat(Contents.lines(file)).isEqualTo(expected);
        try (BoltFile read = BoltFile.open(file)) {
            assertThat(read.bytes()).isEqualTo(Files.size(file));
            assertThat(read.buckets().stream().map(BoltFile.Bucket::name)).containsExactly("a", "b", "none");
            assertThat(read.bucket("a").orElseThrow().lastKey().orElse(new byte[0])).isEqualTo(a.isEmpty() ? new byte[0] : a.lastKey());
        }
    }

    @Property(tries = 150)
    void small_and_large(@ForAll long seed, @ForAll @IntRange(max = 300) int countA, @ForAll @IntRange(max = 40) int countB,
            @ForAll @IntRange(min = 1, max = 3000) int keyBytes, @ForAll @IntRange(max = 20_000) int valueBytes) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        check(random(random, countA, 40, 300), random(random, countB, keyBytes, valueBytes));
    }

    @Property(tries = 4)
    void many(@ForAll long seed, @ForAll @IntRange(min = 10_000, max = 200_000) int count) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        check(random(random, count, 18, 60), random(random, 10, 18, 1_572_864));
    }

    /** As bbolt's own check, which etcdctl makes: each page is used once, and none is lost. */
    @Example
    void every_page_is_in_use_once() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        check(random(random, 20_000, 18, 200), random(random, 500, 2000, 9000));
        Set<Long> used = new HashSet<>(List.of(0L, 1L, 2L));
        byte[] bytes = Files.readAllBytes(file);
        var in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        use(in.getLong(32), in, used);
        assertThat(used).hasSize(bytes.length / 4096);
    }

    private static void use(long page, ByteBuffer in, Set<Long> used) {
        int at = (int) page * 4096;
        for (int i = 0; i <= in.getInt(at + 12); i++) {
            assertThat(used.add(page + i)).as("page " + (page + i) + " is used once").isTrue();
        }
        for (int element = at + 16, left = in.getShort(at + 10); left > 0; left--, element += 16) {
            if (in.getShort(at + 8) == 1) {
                use(in.getLong(element + 8), in, used);
            } else if (in.getInt(element) == 1) {
                long root = in.getLong(element + in.getInt(element + 4) + in.getInt(element + 8));
                if (root != 0) {
                    use(root, in, used);
                }
            }
        }
    }
}
