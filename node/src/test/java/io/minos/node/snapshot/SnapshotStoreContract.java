package io.minos.node.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.protobuf.ByteString;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.wal.Batches;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every snapshot store keeps to. */
abstract class SnapshotStoreContract {
    private static final SnapshotMark OLD = Batches.mark(10, 1);
    private static final SnapshotMark MIDDLE = Batches.mark(0xFFFF, 1);
    private static final SnapshotMark NEW = Batches.mark(0x10000, 3);

    private SnapshotStore store;

    abstract SnapshotStore empty() throws IOException;

    /** The same directory after a crash. */
    abstract SnapshotStore reopen() throws IOException;

    abstract void flipBit(SnapshotMark mark, int offset) throws IOException;

    @BeforeEach
    void open() throws IOException {
        store = empty();
    }

    private static byte[] body(int bytes) {
        byte[] body = new byte[bytes];
        new Random(bytes).nextBytes(body);
        return body;
    }

    private void save(SnapshotMark mark, int bytes) throws IOException {
        store.save(mark, out -> out.write(body(bytes)));
    }

    private byte[] load(SnapshotMark mark) throws IOException {
        try (InputStream in = store.open(mark)) {
            return in.readAllBytes();
        }
    }

    @Test
    void saved_snapshots_are_listed_newest_first_and_read_back() throws IOException {
        save(MIDDLE, 700_000);
        save(NEW, 0);
        save(OLD, 1);
        store = reopen();
        assertThat(store.list()).containsExactly(NEW, MIDDLE, OLD);
        assertThat(load(MIDDLE)).isEqualTo(body(700_000));
        assertThat(load(NEW)).isEmpty();
        assertThat(load(OLD)).isEqualTo(body(1));
    }

    @Test
    void a_snapshot_saved_again_replaces_the_first() throws IOException {
        save(OLD, 100);
        save(OLD, 200);
        assertThat(load(OLD)).isEqualTo(body(200));
        assertThat(store.list()).containsExactly(OLD);
    }

    @Test
    void a_body_that_fails_leaves_what_was_there() throws IOException {
        save(OLD, 100);
        assertThatIOException().isThrownBy(() -> store.save(OLD, out -> {
            out.write(1);
            throw new IOException("planned");
        })).withMessage("planned");
        assertThat(load(OLD)).isEqualTo(body(100));
    }

    @Test
    void a_snapshot_travels_in_parts_of_any_size() throws IOException {
        save(NEW, 100_000);
        SnapshotStore source = store;
        for (int partBytes : new int[] {777, 100_000, 1 << 20}) {
            store = empty();
            transfer(source, store, NEW, partBytes);
            assertThat(load(NEW)).isEqualTo(body(100_000));
            assertThat(store.fileBytes(NEW)).isEqualTo(source.fileBytes(NEW));
        }
    }

    private static void transfer(SnapshotStore from, SnapshotStore to, SnapshotMark mark, int partBytes) throws IOException {
        long size = from.fileBytes(mark);
        for (long offset = 0; offset < size; ) {
            assertThat(to.list()).isEmpty();
            ByteString part = from.read(mark, offset, partBytes);
            assertThat(part.size()).isEqualTo((int) Math.min(partBytes, size - offset));
            to.receive(mark, offset, part, offset + part.size() == size);
            offset += part.size();
        }
        assertThat(from.read(mark, size, partBytes)).isEqualTo(ByteString.EMPTY);
        assertThat(from.read(mark, size + 5, partBytes)).isEqualTo(ByteString.EMPTY);
    }

    @Test
    void a_part_out_of_order_is_refused_and_the_transfer_begins_anew() throws IOException {
        save(OLD, 1000);
        ByteString file = store.read(OLD, 0, 1 << 20);
        store = empty();
        store.receive(OLD, 0, file.substring(0, 500), false);
        assertThatIOException().isThrownBy(() -> store.receive(OLD, 600, file.substring(600), true));
        assertThatIOException().isThrownBy(() -> store.receive(OLD, 500, file.substring(500), true));
        store.receive(OLD, 0, file.substring(0, 500), false);
        store.receive(OLD, 0, file.substring(0, 400), false);
        store.receive(OLD, 400, file.substring(400), true);
        assertThat(load(OLD)).isEqualTo(body(1000));
    }

    @Test
    void a_received_file_that_is_damaged_or_another_is_refused() throws IOException {
        save(OLD, 1000);
        ByteString file = store.read(OLD, 0, 1 << 20);
        store = empty();
        byte[] damaged = file.toByteArray();
        damaged[damaged.length - 1] ^= 4;
        assertThatIOException().isThrownBy(() -> store.receive(OLD, 0, ByteString.copyFrom(damaged), true)).withMessageContaining("checksum");
        assertThatIOException().isThrownBy(() -> store.receive(NEW, 0, file, true));
        assertThatIOException().isThrownBy(() -> store.receive(OLD, 0, file.substring(0, 700), true));
        assertThat(store.list()).isEmpty();
        assertThat(reopen().list()).isEmpty();
    }

    @Test
    void a_transfer_cut_by_a_crash_leaves_nothing() throws IOException {
        save(OLD, 1000);
        ByteString file = store.read(OLD, 0, 1 << 20);
        store = empty();
        store.receive(OLD, 0, file.substring(0, 500), false);
        store = reopen();
        assertThat(store.list()).isEmpty();
        assertThatIOException().isThrownBy(() -> store.receive(OLD, 500, file.substring(500), true));
    }

    @Test
    void every_flipped_bit_is_found_before_the_first_byte() throws IOException {
        save(NEW, 200);
        int bytes = (int) store.fileBytes(NEW);
        for (int offset = 0; offset < bytes; offset++) {
            flipBit(NEW, offset);
            assertThatIOException().as("offset " + offset).isThrownBy(() -> store.open(NEW));
            flipBit(NEW, offset);
        }
        assertThat(load(NEW)).isEqualTo(body(200));
    }

    @Test
    void a_damaged_header_hides_the_snapshot_and_the_older_one_remains() throws IOException {
        save(OLD, 10);
        save(NEW, 10);
        flipBit(NEW, 20);
        assertThat(store.list()).containsExactly(OLD);
    }

    @Test
    void pruning_keeps_the_newest_and_an_open_stream() throws IOException {
        save(OLD, 10);
        save(MIDDLE, 10);
        save(NEW, 10);
        try (InputStream in = store.open(OLD)) {
            store.prune(NEW, 1);
            assertThat(store.list()).containsExactly(NEW, MIDDLE);
            assertThat(in.readAllBytes()).isEqualTo(body(10));
        }
        store.prune(NEW, 5);
        assertThat(reopen().list()).containsExactly(NEW, MIDDLE);
        store.prune(NEW, 0);
        assertThat(store.list()).containsExactly(NEW);
    }

    @Test
    void one_with_a_damaged_header_is_none_that_pruning_keeps() throws IOException {
        save(OLD, 10);
        save(MIDDLE, 10);
        save(NEW, 10);
        flipBit(MIDDLE, 20);
        store.prune(NEW, 1);
        assertThat(store.list()).containsExactly(NEW, OLD);
        assertThat(load(OLD)).isEqualTo(body(10));
    }

    @Test
    void one_that_was_received_but_never_became_part_of_the_log_does_not_push_out_the_one_that_did() throws IOException {
        save(OLD, 10);
        save(MIDDLE, 10);
        save(NEW, 10);
        store.prune(MIDDLE, 0);
        assertThat(store.list()).containsExactly(NEW, MIDDLE);
    }

    @Test
    void a_snapshot_that_is_not_there_is_an_error() {
        assertThatIOException().isThrownBy(() -> store.open(OLD));
        assertThatIOException().isThrownBy(() -> store.read(OLD, 0, 10));
        assertThatIOException().isThrownBy(() -> store.fileBytes(OLD));
    }
}
