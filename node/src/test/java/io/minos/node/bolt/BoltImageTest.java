package io.minos.node.bolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The bytes, as bbolt 1.3.6 lays them out. */
class BoltImageTest {
    private static final HexFormat HEX = HexFormat.of();

    private static byte[] key(int number) {
        return String.format("%08d", number).getBytes();
    }

    private static TreeMap<byte[], byte[]> entries(int count, int valueBytes) {
        TreeMap<byte[], byte[]> entries = Contents.entries();
        for (int i = 0; i < count; i++) {
            entries.put(key(i), new byte[valueBytes]);
        }
        return entries;
    }

    private static String hex(byte[] file, int from, int length) {
        return HEX.formatHex(file, from, from + length);
    }

    /** A page's type, how many elements it has, how many further pages it takes. */
    private record Head(int flags, int count, int overflow) {}

    private static List<Head> heads(byte[] file) {
        List<Head> heads = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        for (int page = 0; page < file.length / 4096; ) {
            int at = page * 4096;
            assertThat(in.getLong(at)).isEqualTo(page);
            heads.add(new Head(in.getShort(at + 8), in.getShort(at + 10), in.getInt(at + 12)));
            page += 1 + in.getInt(at + 12);
        }
        return heads;
    }

    @Test
    void a_meta_that_etcd_wrote_is_read_and_written_alike() throws IOException {
        // of a file that etcdctl 3.4.23 saved
        byte[] etcds = HEX.parseHex("edda0ced0200000000100000000000001e000000000000000000000000000000ffffffffffffffff1f000000000000000e000000000000005c9f1dd65ed55d0c");
        Meta meta = Meta.decode(ByteBuffer.wrap(etcds));
        assertThat(meta).isEqualTo(new Meta(4096, 30, -1, 31, 14));
        // the second word of the root bucket, its sequence, is 0 in etcd's, too
        assertThat(meta.encode().array()).isEqualTo(etcds);
    }

    @Test
    void a_small_bucket_lies_in_the_root_page() {
        TreeMap<byte[], byte[]> entries = Contents.entries();
        entries.put("k".getBytes(), "vw".getBytes());
        byte[] file = Contents.bytes(Contents.bucket("b", entries));
        assertThat(heads(file)).containsExactly(new Head(4, 0, 0), new Head(4, 0, 0), new Head(0x10, 0, 0), new Head(2, 1, 0));
        // meta 0: root 3, freelist 2, pages 4, transaction 2; meta 1: transaction 1
        assertThat(hex(file, 16, 56)).isEqualTo("edda0ced020000000010000000000000" + "03000000000000000000000000000000" + "0200000000000000" + "0400000000000000" + "0200000000000000");
        assertThat(hex(file, 4096 + 64, 8)).isEqualTo("0100000000000000");
        // the element: a bucket, 16 on, 1 byte of key, 51 of value
        assertThat(hex(file, 3 * 4096 + 16, 16)).isEqualTo("01000000100000000100000033000000");
        // "b", root 0 and sequence 0, a leaf page without a number, its element, "k", "vw", and then nothing
        assertThat(hex(file, 3 * 4096 + 32, 53)).isEqualTo("62" + "00".repeat(16) + "00000000000000000200010000000000" + "00000000100000000100000002000000" + "6b7677" + "00");
        assertThat(file).hasSize(4 * 4096);
    }

    @Test
    void an_empty_bucket_is_there() {
        byte[] file = Contents.bytes(Contents.bucket("b", Contents.entries()));
        assertThat(hex(file, 3 * 4096 + 16, 16)).isEqualTo("01000000100000000100000020000000");
        assertThat(hex(file, 3 * 4096 + 32, 33)).isEqualTo("62" + "00".repeat(16) + "00000000000000000200000000000000");
    }

    @Test
    void what_is_too_large_for_a_page_goes_on_in_the_next_ones() {
        // 16 of header, 16 of element, 8 of key: 4056 of value fill the page, and one more does not fit
        assertThat(heads(Contents.bytes(Contents.bucket("b", entries(1, 4056)))).get(3)).isEqualTo(new Head(2, 1, 0));
        assertThat(heads(Contents.bytes(Contents.bucket("b", entries(1, 4057)))).get(3)).isEqualTo(new Head(2, 1, 1));
        assertThat(heads(Contents.bytes(Contents.bucket("b", entries(1, 4056 + 4096)))).get(3)).isEqualTo(new Head(2, 1, 1));
        assertThat(heads(Contents.bytes(Contents.bucket("b", entries(1, 4056 + 4097)))).get(3)).isEqualTo(new Head(2, 1, 2));
    }

    @Test
    void leaves_come_first_and_the_branches_above_them_next() {
        // 2 entries a leaf; 170 children of 24 bytes a branch
        byte[] file = Contents.bytes(Contents.bucket("b", entries(400, 2000)));
        List<Head> heads = heads(file);
        assertThat(heads.subList(3, 203)).containsOnly(new Head(2, 2, 0));
        assertThat(heads.subList(203, heads.size())).containsExactly(new Head(1, 170, 0), new Head(1, 30, 0), new Head(1, 2, 0), new Head(2, 1, 0));
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(in.getLong(206 * 4096 + 16 + 16 + 1)).as("the bucket's root is the upper branch").isEqualTo(205);
        assertThat(hex(file, 205 * 4096 + 16, 48)).as("two children, pages 203 and 204, by their first keys")
                .isEqualTo("2000000008000000cb00000000000000" + "1800000008000000cc00000000000000" + HEX.formatHex(key(0)) + HEX.formatHex(key(340)));
    }

    @Test
    void no_branch_has_a_single_child() {
        // 171 leaves: the last branch would have the last of them alone, and bbolt stops when it deletes from such
        List<Head> heads = heads(Contents.bytes(Contents.bucket("b", entries(342, 2000))));
        assertThat(heads.subList(174, heads.size())).containsExactly(new Head(1, 171, 1), new Head(2, 1, 0));
        for (int leaves = 2; leaves < 700; leaves += 13) {
            assertThat(heads(Contents.bytes(Contents.bucket("b", entries(leaves, 4000))))).noneMatch(head -> head.flags() == Format.BRANCH && head.count() < 2);
        }
    }

    @Test
    void keys_that_do_not_ascend_are_refused() {
        Entries twice = sink -> {
            sink.accept(key(1), Entries.Value.of(key(1)));
            sink.accept(key(1), Entries.Value.of(key(1)));
        };
        assertThatThrownBy(() -> BoltImage.of(List.of(new BoltImage.Bucket("b", twice)))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("ascend");
        Entries empty = sink -> sink.accept(new byte[0], Entries.Value.of(key(1)));
        assertThatThrownBy(() -> BoltImage.of(List.of(new BoltImage.Bucket("b", empty)))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void entries_that_change_while_they_are_written_are_noticed() throws IOException {
        int[] pass = {0};
        Entries growing = sink -> {
            pass[0]++;
            for (int i = 0; i < 1000; i++) {
                sink.accept(key(i), Entries.Value.of(new byte[pass[0]]));
            }
        };
        BoltImage image = BoltImage.of(List.of(new BoltImage.Bucket("b", growing)));
        assertThatThrownBy(() -> image.writeTo(OutputStream.nullOutputStream())).isInstanceOf(IllegalStateException.class);
    }
}
