package io.minos.node.bolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damage is an IOException with the place, never another exception, never an endless loop. */
@Timeout(60)
class BoltFileTest {
    private static final int PAGE = 4096;

    @TempDir
    private Path dir;

    private Path file = Path.of("");
    private byte[] whole = {};
    private List<String> lines = List.of();

    @BeforeEach
    void write() throws IOException {
        file = dir.resolve("db");
        TreeMap<byte[], byte[]> large = Contents.entries();
        for (int i = 0; i < 400; i++) {
            large.put(ByteBuffer.allocate(8).putLong(i).array(), new byte[i % 40 == 0 ? 9000 : 1500]);
        }
        TreeMap<byte[], byte[]> small = Contents.entries();
        small.put(new byte[] {1}, new byte[] {2, 3});
        whole = Contents.bytes(Contents.bucket("large", large), Contents.bucket("small", small));
        Files.write(file, whole);
        lines = Contents.lines(file);
        assertThat(lines).hasSize(401);
    }

    private ByteBuffer copy() {
        return ByteBuffer.wrap(whole.clone()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void expect(ByteBuffer damaged, String message) throws IOException {
        Files.write(file, damaged.array());
        assertThatThrownBy(() -> Contents.lines(file)).isInstanceOf(IOException.class).hasMessageContaining(message);
    }

    @Test
    void either_meta_alone_will_do() throws IOException {
        Files.write(file, copy().putInt(40, 7).array());
        assertThat(Contents.lines(file)).isEqualTo(lines);
        Files.write(file, copy().putInt(PAGE + 40, 7).array());
        assertThat(Contents.lines(file)).isEqualTo(lines);
        expect(copy().putInt(40, 7).putInt(PAGE + 40, 7), "no whole meta page: meta 0: checksum mismatch");
    }

    @Test
    void the_newer_of_two_whole_metas_counts() throws IOException {
        Meta older = new Meta(PAGE, 3, 2, whole.length / PAGE, 1);
        Files.write(file, copy().put(16, older.encode().array()).array());
        try (BoltFile read = BoltFile.open(file)) {
            // meta 1, of transaction 1 as well, is not newer
            assertThatThrownBy(read::buckets).isInstanceOf(IOException.class);
        }
        Meta newer = new Meta(PAGE, rootOf(whole), 2, whole.length / PAGE, 3);
        Files.write(file, copy().put(16, older.encode().array()).put(PAGE + 16, newer.encode().array()).array());
        assertThat(Contents.lines(file)).isEqualTo(lines);
    }

    private static long rootOf(byte[] file) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(32);
    }

    @Test
    void a_truncated_file_is_refused_wherever_it_ends() throws IOException {
        for (int length = 0; length < whole.length; length += length < 3 * PAGE ? 509 : 30_011) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Contents.lines(file)).isInstanceOf(IOException.class);
        }
        expect(ByteBuffer.wrap(Arrays.copyOf(whole, whole.length - 1)), "the file ends early");
    }

    @Test
    void what_follows_the_database_is_not_part_of_it() throws IOException {
        Files.write(file, Arrays.copyOf(whole, whole.length + 32));
        assertThat(Contents.lines(file)).isEqualTo(lines);
    }

    @Test
    void a_page_that_goes_on_too_far_is_refused_before_it_is_read() throws IOException {
        expect(copy().putInt(3 * PAGE + 12, Integer.MAX_VALUE), "page 3 is damaged: it goes on for 2147483647 pages");
        expect(copy().putInt(3 * PAGE + 12, whole.length / PAGE), "page 3 is damaged: it goes on for " + whole.length / PAGE + " pages");
        expect(copy().putInt(3 * PAGE + 12, -1), "page 3 is damaged: it goes on for 4294967295 pages");
    }

    @Test
    void pages_that_lie_within_one_another_are_refused() throws IOException {
        // page 3 has two more, and says it has three
        expect(copy().putInt(3 * PAGE + 12, 3), "page 6 is damaged: it is reached twice");
    }

    @Test
    void a_page_that_is_another_or_of_no_kind_is_refused() throws IOException {
        expect(copy().putLong(3 * PAGE, 99), "page 3 is damaged: it says it is page 99");
        expect(copy().putShort(3 * PAGE + 8, (short) 4), "page 3 is damaged: neither branch nor leaf (flags 4)");
        expect(copy().putShort(3 * PAGE + 10, (short) -1), "page 3 is damaged: 65535 elements do not fit into it");
    }

    @Test
    void an_element_that_points_out_of_its_page_is_refused() throws IOException {
        expect(copy().putInt(3 * PAGE + 16 + 4, 1 << 20), "an element lies outside of it");
        expect(copy().putInt(3 * PAGE + 16 + 8, -1), "an element lies outside of it");
        expect(copy().putInt(3 * PAGE + 16 + 12, Integer.MAX_VALUE), "an element lies outside of it");
    }

    @Test
    void a_branch_that_leads_back_to_itself_or_twice_to_one_page_is_no_endless_loop() throws IOException {
        int branch = branchPage();
        expect(copy().putLong(branch * PAGE + 16 + 8, branch), "page " + branch + " is damaged: it is reached twice");
        long second = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong(branch * PAGE + 32 + 8);
        expect(copy().putLong(branch * PAGE + 16 + 8, second), "page " + second + " is damaged: it is reached twice");
        expect(copy().putLong(branch * PAGE + 16 + 8, 1 << 20), "the file is damaged: it refers to page 1048576 of");
        expect(copy().putLong(branch * PAGE + 16 + 8, -1), "the file is damaged: it refers to page 18446744073709551615 of");
    }

    private int branchPage() {
        ByteBuffer in = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        for (int page = 3; page < whole.length / PAGE; page += 1 + in.getInt(page * PAGE + 12)) {
            if (in.getShort(page * PAGE + 8) == Format.BRANCH) {
                return page;
            }
        }
        throw new AssertionError("no branch");
    }

    @Test
    void leaves_in_the_wrong_order_are_noticed() throws IOException {
        int branch = branchPage();
        ByteBuffer swapped = copy();
        long first = swapped.getLong(branch * PAGE + 16 + 8);
        long second = swapped.getLong(branch * PAGE + 32 + 8);
        expect(swapped.putLong(branch * PAGE + 16 + 8, second).putLong(branch * PAGE + 32 + 8, first), "page " + first + " is damaged: its keys are out of order");
    }

    @Test
    void random_damage_is_an_io_exception_or_not_seen() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] damaged = whole.clone();
            for (int flips = 0; flips < 1 + i % 8; flips++) {
                // half of them where pages and elements begin
                int page = random.nextInt(damaged.length / PAGE) * PAGE;
                int at = random.nextBoolean() ? page + random.nextInt(64) : random.nextInt(damaged.length);
                damaged[at] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file, damaged);
            try {
                Contents.lines(file);
                try (BoltFile read = BoltFile.open(file)) {
                    read.bucket("large").ifPresent(bucket -> assertThat(bucket.name()).isEqualTo("large"));
                }
            } catch (IOException expected) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(50);
    }
}
