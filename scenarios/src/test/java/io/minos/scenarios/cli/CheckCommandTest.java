package io.minos.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckCommandTest {
    private static final String VALID = """
            {:process 0, :type :invoke, :f :write, :value 1}
            {:process 0, :type :ok, :f :write, :value 1}
            {:process 1, :type :invoke, :f :read, :value nil}
            {:process 1, :type :ok, :f :read, :value 1}
            """;
    private static final String INVALID = VALID.replace(":read, :value 1", ":read, :value 2");
    /** A value that is written twice is not for zones. */
    private static final String TWICE = VALID + VALID;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory;

    private String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    private int check(String... arguments) {
        return Main.execute(Stream.concat(Stream.of("check"), Stream.of(arguments)).toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
    }

    @Test
    void a_valid_history_is_one_line() throws IOException {
        assertThat(check(file("good.edn", VALID), "--model", "register")).isZero();
        assertThat(out.toString()).matches("VALID +\\S+good.edn  2 operations on register, linearizable \\([\\d,.]+ ms\\)\\R");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "wgl", "justintime", "zones"})
    void every_engine_tells_an_invalid_one_with_its_counterexample(String engine) throws IOException {
        assertThat(check(file("bad.edn", INVALID), "--model", "register", "--engine", engine)).isEqualTo(1);
        assertThat(out.toString()).startsWith("INVALID").contains("#2 process 1: read → 2");
    }

    @Test
    void what_an_engine_cannot_decide_is_unknown() throws IOException {
        assertThat(check(file("twice.edn", TWICE), "--model", "register", "--engine", "zones")).isEqualTo(2);
        assertThat(check(file("twice.edn", TWICE), "--model", "register", "--engine", "auto")).isZero();
    }

    @Test
    void of_several_files_the_worst_counts_and_all_are_counted() throws IOException {
        String good = file("good.edn", VALID);
        String bad = file("bad.edn", INVALID);
        String broken = file("broken.edn", VALID + "{");
        assertThat(check(good, broken, bad, "--model", "register")).isEqualTo(1);
        assertThat(out.toString().lines()).hasSize(3).last().isEqualTo("3 files: 1 valid, 1 invalid, 0 unknown, 1 not readable");
        assertThat(err.toString().strip()).startsWith("minos: " + broken + " line 5: ").hasLineCount(1);
        assertThat(check(good, broken, "--model", "register")).isEqualTo(Main.USAGE);
        assertThat(check(good, good, "--model", "register")).isZero();
    }

    @Test
    void verdicts_are_data_too() throws IOException {
        assertThat(check(file("good.edn", VALID), file("bad.edn", INVALID), "--model", "register", "--json")).isEqualTo(1);
        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(json.path("model").asText()).isEqualTo("register");
        assertThat(json.path("exitCode").asInt()).isEqualTo(1);
        assertThat(json.path("files").findValuesAsText("verdict")).contains("valid", "invalid");
        assertThat(json.at("/files/1/result/anomalies/0/operations/0").asInt()).isEqualTo(2);
    }

    @Test
    void transactions_are_judged_by_what_depends_on_what() throws IOException {
        String circle = """
                {:process 0 :type :invoke :f :txn :value [[:append :x 1] [:r :y nil]]}
                {:process 1 :type :invoke :f :txn :value [[:append :y 1] [:r :x nil]]}
                {:process 0 :type :ok :f :txn :value [[:append :x 1] [:r :y [1]]]}
                {:process 1 :type :ok :f :txn :value [[:append :y 1] [:r :x [1]]]}
                """;
        assertThat(check(file("txn.edn", circle), "--model", "list-append")).isEqualTo(1);
        assertThat(out.toString()).contains("T1 appended 1 to x");
    }

    @Test
    void one_engine_checks_another() throws IOException {
        assertThat(check(file("good.edn", VALID), "--model", "register", "--cross-check", "wgl", "--json")).isZero();
        JsonNode facts = json().at("/files/0/result/facts");
        assertThat(facts.path("cross-checked").asInt()).isEqualTo(1);
        assertThat(facts.path("disagreements").asInt()).isZero();
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out.toString());
    }

    @Test
    void keys_are_judged_apart_and_side_by_side() throws IOException {
        StringBuilder keyed = new StringBuilder();
        for (int key = 0; key < 20; key++) {
            keyed.append(VALID.replaceAll(":value (\\w+)", ":value [" + key + " $1]"));
        }
        assertThat(check(file("keyed.edn", keyed.toString()), "--model", "register", "--jobs", "3")).isZero();
        assertThat(out.toString()).contains("40 operations on 20 objects, each linearizable");
        assertThat(check(file("keyed.edn", keyed.toString()), "--model", "register", "--keys", "none")).isEqualTo(Main.USAGE);
    }

    @Test
    void models_are_listed_with_their_operations() {
        assertThat(check("--models")).isZero();
        assertThat(out.toString()).contains("cas-register", "cas [old new]", "list-append");
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("FILE", "--model is missing; there are register,"),
                Arguments.of("FILE --model towel", "there is no model towel; there are register,"),
                Arguments.of("--model register", "which history? give one FILE or more"),
                Arguments.of("FILE --model register --engine steam", "--engine cannot be \"steam\"; allowed are auto, wgl, justintime, zones, knossos, knossos-linear"),
                Arguments.of("FILE --model list-append --engine wgl", "--engine and --cross-check are for objects; list-append is judged by what depends on what"),
                Arguments.of("FILE --model register --format xml", "There is no format xml; there are edn, jepsen-log, minos."),
                Arguments.of("FILE --model register --jobs 0", "--jobs must be positive, not 0"),
                Arguments.of("FILE --model register --memory much", "--memory must be a size such as 512MiB, not \"much\""),
                Arguments.of("FILE --model register --memory 4000GiB", "--memory 4000GiB is more than the heap of "),
                Arguments.of("FILE --model register --time-limit soon", "\"soon\" is no duration; write 500ms, 10s or 2m"),
                Arguments.of("FILE --model register --cross-check knossos --knossos-classpath /no/such.jar", "The class path of Knossos names /no/such.jar, which does not exist."));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void a_mistake_is_one_line_and_the_exit_code_of_wrong_usage(String line, String message) throws IOException {
        String file = file("good.edn", VALID);
        assertThat(check(line.replace("FILE", file).split(" "))).isEqualTo(Main.USAGE);
        assertThat(err.toString().strip()).startsWith("minos: " + message).hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }
}
