package io.minos.checker.knossos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.minos.checker.history.HarnessFailure;
import io.minos.checker.knossos.Knossos.Algorithm;
import io.minos.checker.linear.Span;
import io.minos.checker.model.Cell;
import io.minos.checker.model.Register.Action;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be told of Knossos without it. */
class LoadingTest {
    @Test
    void without_clojure_it_says_what_to_do() {
        assumeFalse(LoadingTest.class.getClassLoader().getResource("clojure/core.clj") != null, "Clojure is on the class path");
        assertThatThrownBy(() -> Knossos.load("", Algorithm.WGL)).isInstanceOf(HarnessFailure.class)
                .hasMessage("Knossos needs Clojure, which is not on the class path: give its jars (Clojure's and its libraries' too) or source directories with --knossos-classpath.");
    }

    @Test
    void a_class_path_of_what_is_not_there_is_refused() {
        assertThatThrownBy(() -> Knossos.load("/no/such.jar", Algorithm.WGL)).isInstanceOf(HarnessFailure.class).hasMessage("The class path of Knossos names /no/such.jar, which does not exist.");
        assertThatThrownBy(() -> Knossos.load("/no/such/*", Algorithm.WGL)).isInstanceOf(HarnessFailure.class).hasMessage("The class path of Knossos names /no/such, which is no directory.");
    }

    @Test
    void a_star_stands_for_every_jar(@TempDir Path directory) throws Exception {
        Files.createFile(directory.resolve("b.jar"));
        Files.createFile(directory.resolve("a.jar"));
        Files.createFile(directory.resolve("notes.txt"));
        assertThat(ClassPath.urls(directory + "/*:" + directory)).extracting(url -> Path.of(url.getPath()).getFileName().toString()).containsExactly("a.jar", "b.jar", directory.getFileName().toString());
    }

    @Test
    void processes_go_on_after_a_return_and_never_after_an_open_call() {
        List<Span<Action>> spans = List.of(read(0, 0, 4), read(1, 1, Span.NEVER), read(2, 4, 6), read(3, 5, 8), read(4, 9, 10));
        assertThat(Calls.of(spans)).extracting(Bridge.Event::process, Bridge.Event::invocation).map(Object::toString).containsExactly(
                // What begins where another ends overlaps it, and so needs a process of its own.
                "(0L, true)", "(1L, true)", "(2L, true)", "(0L, false)", "(0L, true)", "(2L, false)", "(0L, false)", "(0L, true)", "(0L, false)");
        assertThat(Calls.returning(spans, 3).id()).isZero();
    }

    private static Span<Action> read(long id, long invoked, long returned) {
        return new Span<>(id, invoked, returned, new Action.Read(Cell.of("v" + id)));
    }
}
