package io.minos.node.wal;

import static io.minos.node.wal.Batches.batch;
import static io.minos.node.wal.Batches.entries;
import static io.minos.node.wal.Batches.installed;
import static io.minos.node.wal.Batches.mark;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minos.node.raft.Durable;
import io.minos.node.raft.Entry;
import io.minos.node.raft.HardState;
import io.minos.node.raft.SnapshotMark;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every log keeps to. */
public abstract class WalContract {
    protected Wal wal;

    /** A log on an empty disk. */
    protected abstract Wal empty() throws IOException;

    /** After an orderly close. */
    protected abstract Wal reopen(Wal closed) throws IOException;

    /** After the process was killed: the machine goes on, and has all that was written. */
    protected abstract Wal kill(Wal running) throws IOException;

    /** After the power failed: any part of what was not synced is gone. */
    protected abstract Wal cutPower(Wal running, Random random) throws IOException;

    /** How many random walks a seed makes. */
    protected abstract int walks();

    @BeforeEach
    void open() throws IOException {
        wal = empty();
    }

    @AfterEach
    void close() throws IOException {
        wal.close();
    }

    @Test
    void a_log_on_an_empty_disk_is_new() {
        assertThat(wal.recovered().isNew()).isTrue();
        assertThat(wal.hasReserve()).isTrue();
    }

    @Test
    void what_was_appended_is_there_after_a_close() throws IOException {
        HardState state = new HardState(3, -5, 7);
        wal.append(batch(entries(2, 1, 10, 50), state));
        reopen();
        assertThat(wal.recovered()).isEqualTo(new Recovered(state, Optional.empty(), entries(2, 1, 10, 50)));
    }

    @Test
    void what_was_synced_outlives_a_power_cut() throws IOException {
        for (int seed = 0; seed < 10; seed++) {
            long first = 1 + 10L * seed;
            wal.append(batch(entries(1, first, first + 4, 700), new HardState(1, 2, first)));
            wal.append(batch(entries(1, first + 5, first + 9, 700)));
            wal.sync();
            cutPower(seed);
            assertThat(wal.recovered().log()).isEqualTo(entries(1, 1, first + 9, 700));
            assertThat(wal.recovered().hardState()).isEqualTo(new HardState(1, 2, first));
        }
    }

    @Test
    void a_large_batch_outlives_a_power_cut_whole() throws IOException {
        for (int seed = 0; seed < 6; seed++) {
            long first = 1 + 300L * seed;
            wal.append(batch(entries(1, first, first + 299, 900)));
            wal.sync();
            cutPower(seed);
            assertThat(wal.recovered().log()).isEqualTo(entries(1, 1, first + 299, 900));
        }
    }

    @Test
    void what_was_found_after_a_kill_is_durable() throws IOException {
        for (int seed = 0; seed < 10; seed++) {
            long first = 1 + 10L * seed;
            wal.append(batch(entries(1, first, first + 9, 700)));
            kill();
            assertThat(wal.recovered().log()).isEqualTo(entries(1, 1, first + 9, 700));
            cutPower(seed);
            assertThat(wal.recovered().log()).isEqualTo(entries(1, 1, first + 9, 700));
        }
    }

    @Test
    void an_entry_replaces_everything_from_its_index_on() throws IOException {
        wal.append(batch(entries(1, 1, 20, 30)));
        wal.append(batch(entries(2, 11, 12, 30)));
        reopen();
        List<Entry> expected = new ArrayList<>(entries(1, 1, 10, 30));
        expected.addAll(entries(2, 11, 12, 30));
        assertThat(wal.recovered().log()).isEqualTo(expected);
    }

    @Test
    void a_snapshot_of_the_leader_empties_the_log() throws IOException {
        wal.append(batch(entries(1, 1, 20, 30)));
        wal.append(new Durable(Optional.of(mark(15, 2)), entries(2, 16, 17, 30), Optional.of(new HardState(2, 0, 16))));
        reopen();
        assertThat(wal.recovered()).isEqualTo(new Recovered(new HardState(2, 0, 16), Optional.of(mark(15, 2)), entries(2, 16, 17, 30)));
    }

    @Test
    void a_snapshot_of_our_own_keeps_the_entries_after_it_and_is_durable() throws IOException {
        wal.append(batch(entries(1, 1, 20, 30), new HardState(1, 1, 12)));
        wal.release(mark(15, 1));
        cutPower(1);
        assertThat(wal.recovered()).isEqualTo(new Recovered(new HardState(1, 1, 15), Optional.of(mark(15, 1)), entries(1, 16, 20, 30)));
    }

    @Test
    void an_older_snapshot_than_the_newest_is_ignored() throws IOException {
        wal.append(batch(entries(1, 1, 20, 30)));
        wal.release(mark(15, 1));
        wal.release(mark(10, 1));
        reopen();
        assertThat(wal.recovered().snapshot()).contains(mark(15, 1));
        assertThat(wal.recovered().log()).isEqualTo(entries(1, 16, 20, 30));
    }

    @Test
    void a_batch_that_cannot_follow_is_refused_whole() throws IOException {
        wal.append(batch(entries(1, 1, 5, 30), new HardState(4, 0, 5)));
        List<Entry> withGap = new ArrayList<>(entries(1, 6, 7, 30));
        withGap.addAll(entries(1, 9, 9, 30));
        assertThatIllegalArgumentException().isThrownBy(() -> wal.append(batch(withGap))).withMessageContaining("gap");
        assertThatIllegalArgumentException().isThrownBy(() -> wal.append(batch(entries(1, 6, 6, 30), new HardState(4, 0, 7)))).withMessageContaining("commit 7");
        assertThatIllegalArgumentException().isThrownBy(() -> wal.append(batch(entries(1, 6, 6, 30), new HardState(3, 0, 5)))).withMessageContaining("term 3");
        assertThatIllegalArgumentException().isThrownBy(() -> wal.append(batch(entries(5, 5, 5, 30)))).withMessageContaining("committed");
        assertThatIllegalArgumentException().isThrownBy(() -> wal.release(mark(6, 1))).withMessageContaining("beyond");
        wal.append(batch(entries(1, 6, 6, 30)));
        reopen();
        assertThat(wal.recovered().log()).isEqualTo(entries(1, 1, 6, 30));
    }

    @Test
    void an_entry_within_the_snapshot_is_refused() throws IOException {
        wal.append(installed(mark(10, 3)));
        assertThatIllegalArgumentException().isThrownBy(() -> wal.append(batch(entries(3, 10, 10, 30)))).withMessageContaining("snapshot");
        assertThatIllegalArgumentException().isThrownBy(() -> wal.append(installed(mark(9, 3)))).withMessageContaining("older");
        wal.append(batch(entries(3, 11, 11, 30)));
    }

    @Test
    void what_was_recovered_is_forgotten_at_the_first_append() throws IOException {
        wal.append(new Durable(Optional.empty(), List.of(), Optional.empty()));
        assertThat(wal.recovered().isNew()).isTrue();
        wal.append(batch(entries(1, 1, 1, 30)));
        assertThatIllegalStateException().isThrownBy(() -> wal.recovered());
    }

    @Test
    void a_closed_log_takes_nothing() throws IOException {
        wal.close();
        assertThatThrownBy(() -> wal.append(batch(entries(1, 1, 1, 30)))).isInstanceOf(WalFailedException.class);
        assertThatThrownBy(() -> wal.sync()).isInstanceOf(WalFailedException.class);
    }

    @Test
    void an_entry_without_data_stays_one() throws IOException {
        wal.append(batch(entries(5, 1, 1, 0)));
        reopen();
        assertThat(wal.recovered().log()).isEqualTo(entries(5, 1, 1, 0));
    }

    /** Random batches, syncs, snapshots, closes and power cuts against a twin that only knows two lists. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void after_a_power_cut_the_log_is_a_state_it_had_no_earlier_than_the_last_sync(long seed) throws IOException {
        Random random = new Random(seed);
        for (int walk = 0; walk < walks(); walk++) {
            wal.close();
            wal = empty();
            walk(random, "seed " + seed + " walk " + walk);
        }
    }

    private void walk(Random random, String name) throws IOException {
        // states the log may be found in: the one at the last sync, and one after each record since
        List<DumbLog> states = new ArrayList<>(List.of(new DumbLog()));
        for (int step = 0; step < 60; step++) {
            DumbLog now = states.get(states.size() - 1);
            switch (random.nextInt(13)) {
                case 0 -> {
                    cutPower(random);
                    Recovered found = wal.recovered();
                    assertThat(states).as(name + " step " + step).anyMatch(state -> state.recovered().equals(found));
                    states = new ArrayList<>(List.of(DumbLog.of(found)));
                }
                case 1 -> {
                    reopen();
                    assertThat(wal.recovered()).as(name + " step " + step).isEqualTo(now.recovered());
                    states = new ArrayList<>(List.of(now));
                }
                case 2 -> {
                    long index = now.snapshotIndex() + random.nextInt(1 + (int) (now.lastIndex() - now.snapshotIndex()));
                    if (index > 0) {
                        SnapshotMark mark = mark(index, 1);
                        wal.release(mark);
                        states = new ArrayList<>(List.of(now.released(mark)));
                    }
                }
                case 3 -> {
                    kill();
                    assertThat(wal.recovered()).as(name + " step " + step).isEqualTo(now.recovered());
                    states = new ArrayList<>(List.of(now));
                }
                case 4, 5, 6, 7 -> {
                    wal.sync();
                    states = new ArrayList<>(List.of(now));
                }
                default -> {
                    Durable batch = now.randomBatch(random);
                    wal.append(batch);
                    states.addAll(now.after(batch));
                }
            }
        }
    }

    private void reopen() throws IOException {
        wal.close();
        wal = reopen(wal);
    }

    private void kill() throws IOException {
        Wal dead = wal;
        wal = kill(dead);
    }

    private void cutPower(long seed) throws IOException {
        cutPower(new Random(seed));
    }

    private void cutPower(Random random) throws IOException {
        Wal dead = wal;
        wal = cutPower(dead, new Random(random.nextLong())); // how much of it is used depends on another thread's files
    }
}
