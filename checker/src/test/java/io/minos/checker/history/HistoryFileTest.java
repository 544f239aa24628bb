package io.minos.checker.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
    @TempDir
    Path directory;

    private static ObjectNode run() {
        return HistoryFormat.MAPPER.createObjectNode().put("seed", 7).put("scenario", "smoke");
    }

    @Test
    void what_is_written_is_read_back_event_by_event() throws IOException {
        Path file = directory.resolve("history.jsonl");
        List<Event> recorded = new ArrayList<>();
        try (HistoryWriter writer = HistoryWriter.create(file, run())) {
            recorded.add(writer.record("0", "n1", Event.Type.INVOKE, F.READ, HistoryFormat.MAPPER.createObjectNode().put("key", "é\n\""), null, null));
            recorded.add(writer.record("0", "n1", Event.Type.OK, F.READ, HistoryFormat.MAPPER.createObjectNode().put("key", "é\n\"").putNull("kv"), null, new Event.Facts(5, 2, "8e9e05c52164694d")));
            recorded.add(writer.record(Event.NEMESIS, null, Event.Type.INFO, F.FAULT_HEAL, (Value) null, null, null));
        }
        List<Event> read = new ArrayList<>();
        HistoryReader.Summary summary = HistoryReader.forEach(file, read::add);
        assertThat(summary).isEqualTo(new HistoryReader.Summary(4, null));
        assertThat(read.subList(1, 4)).usingRecursiveComparison().withEqualsForType(HistoryFileTest::same, Event.class).isEqualTo(recorded);
        assertThat(read.get(0).f()).isEqualTo(F.RUN);
        assertThat(HistoryReader.read(file).run().path("seed").asInt()).isEqualTo(7);
    }

    @Test
    void events_of_the_past_are_written_as_they_were_and_keep_their_times() throws IOException {
        List<Event> events = List.of(
                new Event(0, 0, Event.RUNNER, null, Event.Type.INFO, F.RUN, run(), null, null),
                new Event(1, 5_000_000_000L, "0", "n1", Event.Type.INVOKE, F.READ, HistoryFormat.MAPPER.createObjectNode().put("key", "é\n\""), null, null));
        HistoryWriter.write(directory.resolve("history.jsonl"), events);

        History read = HistoryReader.read(directory.resolve("history.jsonl"));
        assertThat(read.events().get(1)).matches(event -> same(event, events.get(1)));
        assertThat(read.run().path("seed").asInt()).isEqualTo(7);
    }

    @Test
    void many_threads_record_in_the_order_of_index_and_time() throws Exception {
        Path file = directory.resolve("history.jsonl");
        try (HistoryWriter writer = HistoryWriter.create(file, run())) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String process = "" + i;
                threads.add(new Thread(() -> {
                    for (int n = 0; n < 500; n++) {
                        writer.record(process, "n1", Event.Type.INVOKE, F.READ, HistoryFormat.MAPPER.createObjectNode().put("key", "x"), null, null);
                        writer.record(process, "n1", Event.Type.FAIL, F.READ, (Value) null, "refused", null);
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) thread.join();
        }
        // Reading checks index, time and pairing.
        assertThat(HistoryReader.read(file).operations()).hasSize(2_000).allMatch(Operation::failed);
    }

    @Test
    @Timeout(20)
    void what_was_recorded_reaches_the_file_without_being_asked_to() throws Exception {
        Path file = directory.resolve("history.jsonl");
        try (HistoryWriter writer = HistoryWriter.create(file, run())) {
            writer.record("0", "n1", Event.Type.INVOKE, F.READ, HistoryFormat.MAPPER.createObjectNode().put("key", "x"), null, null);
            while (Files.readAllLines(file).size() < 2) Thread.onSpinWait();
        }
    }

    @Test
    void a_torn_last_line_is_reported_and_left_out() throws IOException {
        Path file = sample();
        Files.writeString(file, "{\"index\":2,\"time\":3,\"proc", StandardOpenOption.APPEND);
        List<Event> read = new ArrayList<>();
        assertThat(HistoryReader.forEach(file, read::add)).isEqualTo(new HistoryReader.Summary(2, "{\"index\":2,\"time\":3,\"proc"));
        assertThat(HistoryReader.read(file).operations()).hasSize(1);
    }

    @Test
    void a_last_line_torn_at_any_byte_even_inside_a_character_is_a_torn_line() throws IOException {
        Path file = sample();
        byte[] whole = Files.readAllBytes(file);
        byte[] last = "{\"index\":2,\"time\":3,\"process\":\"é€😀\"".getBytes(StandardCharsets.UTF_8);
        for (int length = 1; length <= last.length; length++) {
            Files.write(file, whole);
            Files.write(file, Arrays.copyOf(last, length), StandardOpenOption.APPEND);
            HistoryReader.Summary summary = HistoryReader.forEach(file, event -> {});
            assertThat(summary.events()).as("torn after %d bytes", length).isEqualTo(2);
            assertThat(summary.tornLine()).startsWith("{");
        }
    }

    @Test
    void a_line_that_is_not_utf_8_is_a_failure_that_names_the_line() throws IOException {
        Path file = sample();
        Files.write(file, new byte[] {'"', (byte) 0xc3, '"', '\n', '{', '}', '\n'}, StandardOpenOption.APPEND);
        fails(file, "line 3 is no event of a history: it is not UTF-8");
    }

    @Test
    void operations_read_ahead_are_those_of_the_whole_history() throws IOException {
        Path file = directory.resolve("history.jsonl");
        HistoryWriter.write(file, SimulatedEtcd.events(1, new SimulatedEtcd.Load(2_000, 8, 250, 0.03, false)));
        List<Operation> operations = new ArrayList<>();
        HistoryReader.Rest rest = HistoryReader.forEachOperation(file, operations::add);
        History whole = HistoryReader.read(file);
        assertThat(operations).containsExactlyInAnyOrderElementsOf(whole.operations());
        assertThat(rest.watches()).isEqualTo(whole.watches());
        assertThat(rest.notes()).isEqualTo(whole.notes());
        assertThat(rest.summary()).isEqualTo(new HistoryReader.Summary(whole.events().size(), null));

        Files.writeString(file, "nonsense\n{}\n", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> HistoryReader.forEachOperation(file, operation -> {})).isInstanceOf(HarnessFailure.class).hasMessageContaining("line " + (whole.events().size() + 1));
        assertThatThrownBy(() -> HistoryReader.forEachOperation(file, operation -> {
            throw new IllegalStateException("enough");
        })).hasMessage("enough");
    }

    @Test
    void a_bad_line_in_the_middle_is_a_failure_that_names_the_line() throws IOException {
        Path file = sample();
        Files.writeString(file, "nonsense\n{}\n", StandardOpenOption.APPEND);
        fails(file, "line 3");
    }

    @Test
    void what_is_no_history_is_said_to_be_none() throws IOException {
        fails(directory.resolve("missing"), "There is no history");
        fails(Files.writeString(directory.resolve("text"), "hello\n"), "line 1");
        fails(Files.writeString(directory.resolve("event"), "{\"index\":0,\"time\":0,\"process\":\"0\",\"type\":\"invoke\",\"f\":\"read\"}\n"), "not a run event");
        fails(Files.writeString(directory.resolve("future"), "{\"index\":0,\"time\":0,\"process\":\"runner\",\"type\":\"info\",\"f\":\"run\",\"value\":{\"historyVersion\":99}}\n"), "history format 99");
    }

    @Test
    void a_file_that_exists_is_not_overwritten() throws IOException {
        Path file = sample();
        assertThatThrownBy(() -> HistoryWriter.create(file, run())).isInstanceOf(IOException.class);
    }

    @Test
    void recording_after_the_end_is_a_failure() throws IOException {
        HistoryWriter writer = HistoryWriter.create(directory.resolve("history.jsonl"), run());
        writer.close();
        writer.close();
        assertThatThrownBy(() -> writer.record("0", null, Event.Type.INVOKE, F.READ, (Value) null, null, null)).isInstanceOf(HarnessFailure.class).hasMessageContaining("closed");
    }

    /** On disk; in memory one may be typed and the other not. */
    private static boolean same(Event one, Event other) {
        return HistoryFormat.MAPPER.valueToTree(one).equals(HistoryFormat.MAPPER.valueToTree(other));
    }

    private Path sample() throws IOException {
        Path file = directory.resolve("sample.jsonl");
        try (HistoryWriter writer = HistoryWriter.create(file, run())) {
            writer.record("0", "n1", Event.Type.INVOKE, F.READ, HistoryFormat.MAPPER.createObjectNode().put("key", "x"), null, null);
        }
        return file;
    }

    private static void fails(Path file, String why) {
        assertThatThrownBy(() -> HistoryReader.read(file)).isInstanceOf(HarnessFailure.class).hasMessageContaining(why).message().doesNotContain("\n");
    }
}
