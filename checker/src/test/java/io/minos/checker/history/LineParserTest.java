package io.minos.checker.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is typed at once says the same as what goes through a tree. */
class LineParserTest {
    private static final SimulatedEtcd.Load LOAD = new SimulatedEtcd.Load(600, 6, 100, 0.05, false);

    @Test
    void a_history_read_at_once_has_the_operations_that_its_trees_have() throws IOException {
        List<Event> events = SimulatedEtcd.events(3, LOAD);
        History read = History.of(parsed(events.stream().map(LineParserTest::line).toList()));
        assertThat(read.operations()).isEqualTo(History.of(events).operations());
        assertThat(read.events()).filteredOn(event -> event.said() instanceof Action).hasSizeGreaterThan(1_000);
        for (int i = 0; i < events.size(); i++) assertThat(HistoryFormat.MAPPER.readTree(line(read.events().get(i)))).isEqualTo(HistoryFormat.MAPPER.readTree(line(events.get(i))));
    }

    /** One field gone, null, or of another kind: read as the tree reads it, or refused as the tree is. */
    @Test
    void odd_lines_are_read_as_trees_are() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        for (Event event : SimulatedEtcd.events(4, LOAD)) {
            ObjectNode json = (ObjectNode) HistoryFormat.MAPPER.readTree(line(event));
            spoil(json, random);
            String line = json.toString();
            assertThat(operation(line, new LineParser())).as(line).isEqualTo(operation(line, null));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "{\"f\":\"write\",\"value\":{\"key\":\"x\",\"value\":\"1\"},\"type\":\"ok\",\"process\":\"0\",\"time\":2,\"index\":2}",
            "{\"index\":2,\"time\":2,\"process\":7,\"type\":\"ok\",\"f\":\"write\",\"node\":3,\"value\":{\"key\":\"x\",\"value\":\"é\\n\",\"lines\":[1,{}]},\"more\":{\"a\":[1]}}",
            "{\"index\":2,\"time\":2,\"process\":\"0\",\"type\":\"ok\",\"f\":\"read\",\"value\":{\"kv\":{\"key\":\"x\",\"value\":\"1\",\"mod\":\"5\"}}}",
            "{\"index\":2,\"time\":2,\"process\":\"0\",\"type\":\"ok\",\"f\":\"write\",\"value\":{\"key\":\"x\",\"value\":\"1\"},\"facts\":{\"revision\":\"9\",\"memberId\":7}}"})
    void fields_in_any_order_and_of_other_kinds_are_read_as_trees_are(String line) throws IOException {
        assertThat(operation(line, new LineParser())).isEqualTo(operation(line, null));
    }

    private static List<Event> parsed(List<String> lines) throws IOException {
        LineParser parser = new LineParser();
        List<Event> events = new ArrayList<>();
        for (String line : lines) events.add(parse(line, parser));
        return events;
    }

    private static Event parse(String line, LineParser parser) throws IOException {
        byte[] bytes = ("xx" + line + "\n{").getBytes(StandardCharsets.UTF_8);
        return parser.parse(bytes, 2, bytes.length - 4);
    }

    private static String line(Event event) {
        try {
            return HistoryFormat.MAPPER.writeValueAsString(event);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** What follows an invocation that asked for everything, or how it was refused. */
    private static String operation(String line, @Nullable LineParser parser) throws IOException {
        try {
            Event event = parser == null ? HistoryFormat.MAPPER.readValue(line, Event.class) : parse(line, parser);
            if (event.process() == null || event.type() == null || event.f() == null) return "nameless";
            String everything = "{\"key\":\"x\",\"value\":\"1\",\"prefix\":\"x\",\"ops\":[[\"r\",\"x\",null]]}";
            Event asked = new Event(0, 0, event.process(), null, Event.Type.INVOKE, event.f(), HistoryFormat.MAPPER.readTree(everything), null, null);
            if (event.type() == Event.Type.INVOKE || event.process().equals(Event.RUNNER) || event.f().equals(F.WATCH_RESPONSE)) return "" + History.of(List.of(event)).operations() + event.value();
            return History.of(List.of(asked, event)).operations().toString();
        } catch (HarnessFailure e) {
            return "refused: " + e.getMessage();
        } catch (IOException e) {
            return "refused";
        }
    }

    private static void spoil(ObjectNode json, SplittableRandom random) {
        ObjectNode at = json;
        List<String> fields = names(at);
        while (true) {
            String field = fields.get(random.nextInt(fields.size()));
            JsonNode there = at.get(field);
            if (there instanceof ObjectNode inner && !inner.isEmpty() && random.nextInt(4) > 0) {
                at = inner;
                fields = names(at);
                continue;
            }
            switch (random.nextInt(5)) {
                case 0 -> at.remove(field);
                case 1 -> at.putNull(field);
                case 2 -> at.put(field, 3);
                case 3 -> at.put(field, "3");
                default -> at.putArray(field).add(1);
            }
            return;
        }
    }

    private static List<String> names(ObjectNode json) {
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
