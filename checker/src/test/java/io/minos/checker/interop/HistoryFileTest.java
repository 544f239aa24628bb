package io.minos.checker.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.minos.checker.history.Event;
import io.minos.checker.history.HarnessFailure;
import io.minos.checker.history.HistoryWriter;
import io.minos.checker.history.Notation;
import io.minos.checker.history.Operation;
import io.minos.checker.linear.Budget;
import io.minos.checker.linear.Finding;
import io.minos.checker.linear.Span;
import io.minos.checker.linear.Wgl;
import io.minos.checker.model.named.Models;
import io.minos.checker.model.named.NamedModel;
import io.minos.checker.txn.Options;
import io.minos.checker.txn.Phenomenon;
import io.minos.checker.txn.TxnAnalysis;
import io.minos.checker.txn.TxnReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryFileTest {
    private static final String WRITE_AND_READ = """
            {:type :invoke, :f :write, :value 1, :process 0, :time 10, :index 0}
            {:type :info, :f :start-partition, :value nil, :process :nemesis, :time 11, :index 1}
            {:type :invoke, :f :read, :value nil, :process 1, :time 12, :index 2}
            {:type :ok, :f :write, :value 1, :process 0, :time 13, :index 3}
            {:type :ok, :f :read, :value 1, :process 1, :time 14, :index 4}
            """;
    private static final String REFUSED = """
            {:type :invoke, :f :write, :value 1, :process 0}
            {:type :ok, :f :write, :value 1, :process 0}
            {:type :invoke, :f :cas, :value [1 2], :process 0}
            {:type :fail, :f :cas, :value [1 2], :process 0}
            """;

    @TempDir
    Path directory;

    private Recording read(String text) throws IOException {
        return HistoryFile.read(Files.writeString(directory.resolve("history"), text), null);
    }

    private static boolean linearizable(Recording recording, String model, Set<String> refused) {
        return linearizable(Models.named(model), recording, refused);
    }

    private static <S, A> boolean linearizable(NamedModel<S, A> model, Recording recording, Set<String> refused) {
        Map<String, List<Span<A>>> spans = recording.spans(model, refused);
        return spans.entrySet().stream().allMatch(object -> new Wgl().check(object.getValue(), model.of(object.getKey(), object.getValue().stream().map(Span::action).toList()), Budget.unlimited()) instanceof Finding.Linearizable);
    }

    static Stream<String> shapes() {
        String commented = "; two clients\n" + WRITE_AND_READ.replace("\n", " ; why not\n");
        return Stream.of(WRITE_AND_READ, commented, "[" + WRITE_AND_READ + "]", "(" + WRITE_AND_READ + ")\n; the end\n", WRITE_AND_READ.replace("\n", " "),
                WRITE_AND_READ.replace("{", "#jepsen.history.Op{"), "[" + WRITE_AND_READ.replace("\n", ",\n") + "]");
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void edn_is_read_in_every_shape_that_jepsen_gives_it(String text) throws IOException {
        Recording recording = read(text);
        assertThat(recording.format()).isEqualTo(Format.EDN);
        assertThat(recording.operations()).extracting(Recorded::words).containsExactly("write 1", "read → 1");
        assertThat(recording.operations()).extracting(Recorded::invoked, Recorded::returned).containsExactly(tuple(0L, 3L), tuple(2L, 4L));
        assertThat(recording.operations()).extracting(Recorded::returnedNanos).containsExactly(13L, 14L);
    }

    @Test
    void what_is_compressed_is_the_same() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(WRITE_AND_READ.getBytes(StandardCharsets.UTF_8));
        }
        Path file = Files.write(directory.resolve("any-name"), bytes.toByteArray());
        assertThat(HistoryFile.read(file, null).operations()).isEqualTo(read(WRITE_AND_READ).operations());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "INFO  jepsen.util - 3\t:%s\t:cas\t%s",
        "2018-05-22 13:59:35,325{GMT}\tINFO\t[jepsen worker 3] jepsen.util: 3\t:%s\t:cas\t%s"
    })
    void logs_of_jepsen_are_read_with_and_without_time_and_thread(String line) throws IOException {
        Recording recording = read("[some other line]\n" + line.formatted("invoke", "[1 2]") + "\n" + line.formatted("info", "[1 2]\t:timed-out") + "\n");
        assertThat(recording.format()).isEqualTo(Format.JEPSEN_LOG);
        assertThat(recording.operations()).extracting(Recorded::words, Recorded::outcome, Recorded::line).containsExactly(tuple("cas [1 2]", Event.Type.INFO, 2L));
    }

    @Test
    void our_own_histories_are_told_in_the_terms_of_others() throws IOException {
        Path file = directory.resolve("history.jsonl");
        HistoryWriter.write(file, Notation.events("nodes n1 | 0 w x 1 @2 | 0 cas x 1 2 @3 | 0 cas x 1 !5 2~3 @3 | 0 sr x 1 @3 | 0 txn r,y,- w,z,7 @4 | 0? w y 3"));
        Recording recording = HistoryFile.read(file, null);
        assertThat(recording.format()).isEqualTo(Format.MINOS);
        assertThat(recording.part(false).operations()).extracting(Recorded::words, Recorded::outcome).containsExactly(
                tuple("write x 1", Event.Type.OK), tuple("cas x [1 2]", Event.Type.OK), tuple("cas x [1 5]", Event.Type.FAIL));
        assertThat(recording.part(true).operations()).extracting(Recorded::words).containsExactly("txn [[r y nil] [w z 7]]", "txn [[w y 3]]");
        assertThat(linearizable(recording.part(false), "cas-register", recording.format().refused())).isTrue();
        assertThat(linearizable(recording.part(true), "multi-register", Set.of())).isTrue();
    }

    @Test
    void a_failed_cas_says_nothing_unless_its_failure_is_an_answer() throws IOException {
        assertThat(linearizable(read(REFUSED), "cas-register", Format.EDN.refused())).isTrue();
        assertThat(linearizable(read(REFUSED), "cas-register", Set.of("cas"))).isFalse();
    }

    @Test
    void values_that_can_all_be_pairs_of_key_and_value_are_such_pairs() throws IOException {
        String keyed = WRITE_AND_READ.replace(":value 1", ":value [:a 1]").replace(":value nil, :process 1", ":value [:a nil], :process 1");
        assertThat(read(keyed).by(Recording.Keys.AUTO).operations()).extracting(Recorded::key, Recorded::words).containsOnly(tuple("a", "write a 1"), tuple("a", "read a → 1"));
        assertThat(read(keyed).by(Recording.Keys.NONE).operations()).extracting(Recorded::key).containsOnlyNulls();
    }

    @Test
    void a_cas_and_a_transaction_are_not_taken_for_pairs() throws IOException {
        String cas = "{:type :invoke, :f :cas, :value [1 2], :process 0}";
        String txn = "{:type :invoke, :f :txn, :value [[:w 1 2] [:r 2 nil]], :process 0}";
        assertThat(Stream.of(cas, txn).map(this::unchecked).map(recording -> recording.by(Recording.Keys.AUTO)).flatMap(recording -> recording.operations().stream())).extracting(Recorded::key).containsOnlyNulls();
        assertThat(unchecked(cas.replace("[1 2]", "[5 [1 2]]")).by(Recording.Keys.AUTO).operations()).extracting(Recorded::words).containsExactly("cas 5 [1 2]");
    }

    private Recording unchecked(String text) {
        try {
            return read(text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void transactions_are_judged_by_what_depends_on_what() throws IOException {
        String circle = """
                {:process 0 :type :invoke :f :txn :value [[:append :x 1] [:r :y nil]]}
                {:process 1 :type :invoke :f :txn :value [[:append :y 1] [:r :x nil]]}
                {:process 0 :type :ok :f :txn :value [[:append :x 1] [:r :y [1]]]}
                {:process 1 :type :ok :f :txn :value [[:append :y 1] [:r :x [1]]]}
                """;
        assertThat(report(circle).counts()).containsKey(Phenomenon.G1C);
        assertThat(report(circle.replace(":r :x [1]", ":r :x []")).clean()).isTrue();
        // Of two objects the keys are others, whatever they are called.
        String apart = circle.replaceAll("(?m):process 0 (.*) :value (.*)}$", ":process 0 $1 :value [:a $2]}").replaceAll("(?m):process 1 (.*) :value (.*)}$", ":process 1 $1 :value [:b $2]}");
        assertThat(report(apart).counts()).doesNotContainKey(Phenomenon.G1C);
    }

    private TxnReport report(String text) throws IOException {
        return TxnAnalysis.of(Transactions.of(read(text).by(Recording.Keys.AUTO), Transactions.Kind.LISTS), Options.NOTHING_GRANTED);
    }

    @Test
    void as_a_history_of_ours_it_says_who_did_what() throws IOException {
        assertThat(read(REFUSED).history().operations()).extracting(Operation::describe).containsExactly("#0 process 0: write 1, ok", "#2 process 0: cas [1 2], failed");
    }

    static Stream<Arguments> mistakes() {
        String first = "{:type :invoke, :f :write, :value 1, :process 0, :index 5}\n";
        return Stream.of(
                Arguments.of("", "line 1: the file is empty."),
                Arguments.of("hello\n", "line 1: this is no history in a known format (edn, jepsen-log, minos); if it is all the same, say which with --format."),
                Arguments.of(first + "{:type :ok, :f :write\n", "line 3: this is no EDN: Expected END_MAP_OR_SET, but found END_OF_INPUT."),
                Arguments.of("[" + first, "line 2: the file ends before its history does: ] is missing."),
                Arguments.of("[" + first + "] 7", "line 2: there is more after the end of the history."),
                Arguments.of(first + "17\n", "line 2: this is no event: 17."),
                Arguments.of(first + "{:type :ok, :process 0}\n", "line 2: the event has no :f."),
                Arguments.of(first + "\n{:type :done, :process 0, :f :write}\n", "line 3: there is no type of event done; there are invoke, ok, fail and info."),
                Arguments.of(first + "{:type :ok, :process 7, :f :write}\n", "line 2: process 7 completes what it never began."),
                Arguments.of(first + "{:type :ok, :process 0, :f :read}\n", "line 2: process 0 completes read, but began write in line 1."),
                Arguments.of(first + "{:type :invoke, :process 0, :f :read}\n", "line 2: process 0 has not completed its operation of line 1."),
                Arguments.of(first + "{:type :info, :process 0, :f :write}\n{:type :invoke, :process 0, :f :read}\n", "line 3: process 0 goes on after an operation of unknown outcome, in line 2."),
                Arguments.of(first + "{:type :ok, :process 0, :f :write, :index 5}\n", "line 2: the index 5 is not greater than 5, the one before."),
                Arguments.of(first + "{:type :ok, :process 0, :f :write, :index :x}\n", "line 2: x is not a whole number."),
                Arguments.of(first + "{:type :invoke, :process 1, :f :jump}\n", "line 2: jump is no operation of this model (cas-register)."),
                Arguments.of(first + "{:type :invoke, :process 1, :f :cas, :value 3}\n", "line 2: 3 is not a sequence of values (cas-register)."),
                Arguments.of("INFO  jepsen.util - 0\t:invoke\t:cas\t[1", "line 1: the value is no EDN: Expected END_VECTOR, but found END_OF_INPUT."));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void what_is_wrong_is_one_line_with_its_number(String text, String message) {
        assertThatThrownBy(() -> read(text).spans(Models.named("cas-register"), Set.of())).isInstanceOf(HarnessFailure.class).hasMessage(directory.resolve("history") + " " + message);
    }

    @Test
    void a_value_without_a_key_is_told_where_there_must_be_one() throws IOException {
        Recording recording = read(WRITE_AND_READ);
        assertThatThrownBy(() -> recording.by(Recording.Keys.TUPLES)).hasMessageEndingWith("line 1: a pair of a key and a value is needed: 1 is not a sequence of values.");
    }
}
