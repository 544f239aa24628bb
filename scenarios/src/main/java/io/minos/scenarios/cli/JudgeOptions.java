package io.minos.scenarios.cli;

import io.minos.checker.history.HarnessFailure;
import io.minos.checker.judge.Judge;
import io.minos.checker.knossos.Knossos;
import io.minos.checker.linear.Budget;
import io.minos.checker.linear.Engine;
import io.minos.checker.linear.Finding;
import io.minos.checker.linear.Span;
import io.minos.checker.linear.Wgl;
import io.minos.checker.linear.justintime.JustInTime;
import io.minos.checker.linear.zones.UniqueValues;
import io.minos.checker.model.Model;
import io.minos.scenarios.scenario.Overrides;
import io.minos.scenarios.scenario.ScenarioException;
import io.minos.scenarios.scenario.Sizes;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** By which engines, and how much they may spend. */
final class JudgeOptions {
    private static final List<String> ENGINES = List.of("auto", "wgl", "justintime", "zones", "knossos", "knossos-linear");
    private static final String AUTO = "auto";

    @Option(names = "--engine", paramLabel = "E", defaultValue = AUTO, description = "auto, wgl, justintime, zones (values written once), knossos or knossos-linear (default: ${DEFAULT-VALUE}).")
    private String engine;

    @Option(names = "--cross-check", paramLabel = "E", description = "Judge everything by this engine too; a contradiction between the two is a failure of Minos.")
    private @Nullable String crossCheck;

    @Option(names = "--knossos-classpath", paramLabel = "PATH", defaultValue = "", description = "Where Knossos, Clojure and what they need are: jars, source directories, DIR/*.")
    private String knossosClassPath;

    @Option(names = "--time-limit", paramLabel = "TIME", defaultValue = "60s", description = "For each file, such as 10m; then it is UNKNOWN (default: ${DEFAULT-VALUE}).")
    private String timeLimit;

    @Option(names = "--memory", paramLabel = "SIZE", description = "For the searches' caches, such as 512MiB, roughly; then it is UNKNOWN. Not counted of Knossos.")
    private @Nullable String memory;

    @Option(names = {"--jobs", "--keys-in-parallel"}, paramLabel = "J", description = "Objects judged side by side (default: one a core).")
    private @Nullable Integer jobs;

    String engineName() {
        return engine;
    }

    /** Transactions have an analysis of their own. */
    void refuseEngines(String model) {
        if (!engine.equals(AUTO) || crossCheck != null) {
            throw new ScenarioException("--engine and --cross-check are for objects; " + model + " is judged by what depends on what");
        }
    }

    Engine engine() {
        return named("--engine", engine);
    }

    Optional<Engine> second() {
        return Optional.ofNullable(crossCheck).map(name -> named("--cross-check", name));
    }

    private Engine named(String option, String name) {
        return switch (name) {
            case AUTO -> new UniqueValues(JustInTime.both());
            case "wgl" -> new Wgl();
            case "justintime" -> JustInTime.both();
            case "zones" -> new UniqueValues(new Nobody());
            case "knossos" -> knossos(Knossos.Algorithm.WGL);
            case "knossos-linear" -> knossos(Knossos.Algorithm.LINEAR);
            default -> throw new ScenarioException(option + " cannot be \"" + name + "\"; allowed are " + String.join(", ", ENGINES));
        };
    }

    private Knossos knossos(Knossos.Algorithm algorithm) {
        try {
            return Knossos.load(knossosClassPath, algorithm);
        } catch (HarnessFailure e) {
            throw new ScenarioException(e.getMessage());
        }
    }

    int jobs() {
        int threads = jobs != null ? jobs : Runtime.getRuntime().availableProcessors();
        if (threads < 1) {
            throw new ScenarioException("--jobs must be positive, not " + threads);
        }
        return threads;
    }

    Judge judge() {
        return memory == null ? new Judge(Runnable::run, Overrides.duration(timeLimit)) : new Judge(Runnable::run, Overrides.duration(timeLimit), words(memory));
    }

    /** Of one of the searches that go on at a time. */
    private long words(String size) {
        long bytes = Sizes.parse("--memory", size);
        long heap = Runtime.getRuntime().maxMemory();
        if (bytes > heap) {
            throw new ScenarioException("--memory " + size + " is more than the heap of " + (heap >> 20) + " MiB, which MINOS_JAVA_OPTS=-Xmx… makes larger");
        }
        return Math.max(1, bytes / Long.BYTES / jobs());
    }

    /** Leaves it undecided. */
    private static final class Nobody implements Engine {
        @Override
        public <S, A> Finding check(List<Span<A>> spans, Model<S, A> model, Budget budget) {
            return new Finding.Undecided(0, (int) spans.stream().filter(span -> !span.optional()).count(), 0);
        }
    }
}
