package io.minos.checker.knossos;

import io.minos.checker.history.HarnessFailure;
import io.minos.checker.linear.Budget;
import io.minos.checker.linear.Engine;
import io.minos.checker.linear.Finding;
import io.minos.checker.linear.Span;
import io.minos.checker.model.Model;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Knossos, with any of our models: the actions it places have their answers in them, so that a refused compare-and-set keeps its
 * meaning (by itself Knossos forgets what failed). It tells no order: that of a {@link Finding.Linearizable} is empty. Its
 * memory is not counted; it gives up when the heap is nearly full. Thread-safe.
 */
public final class Knossos implements Engine {
    /** Its two searches: Wing and Gong's with Lowe's cache, and Lowe's just-in-time one. */
    public enum Algorithm { WGL, LINEAR }

    private static final String WHAT_TO_DO = "give its jars (Clojure's and its libraries' too) or source directories with --knossos-classpath";
    private static final long POLL_MILLIS = 50;
    /** How long a search may take to see that it shall stop. */
    private static final long STOPPING_POLLS_MAX = 200;
    /** More than any budget lets pass without a look at its clock. */
    private static final long STEPS_PER_POLL = 1 << 16;

    private final Bridge bridge;
    private final ClassLoader loader;
    private final Algorithm algorithm;

    private Knossos(Bridge bridge, ClassLoader loader, Algorithm algorithm) {
        this.bridge = bridge;
        this.loader = loader;
        this.algorithm = algorithm;
    }

    /**
     * Takes a second or several: Clojure compiles it.
     *
     * @param classPath jars and source directories as java takes them; empty: it is on our own class path
     * @throws HarnessFailure one line with what to do, if it is not there
     */
    public static Knossos load(String classPath, Algorithm algorithm) {
        ClassLoader own = Knossos.class.getClassLoader();
        ClassLoader loader = classPath.isEmpty() ? own : new URLClassLoader(ClassPath.urls(classPath), own);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try (InputStream text = Knossos.class.getResourceAsStream("bridge.clj")) {
            Object loadString = loader.loadClass("clojure.java.api.Clojure").getMethod("var", Object.class, Object.class).invoke(null, "clojure.core", "load-string");
            String source = new String(text.readAllBytes(), StandardCharsets.UTF_8);
            return new Knossos((Bridge) loader.loadClass("clojure.lang.IFn").getMethod("invoke", Object.class).invoke(loadString, source), loader, algorithm);
        } catch (ClassNotFoundException e) {
            throw new HarnessFailure("Knossos needs Clojure, which is not on the class path: " + WHAT_TO_DO + ".", e);
        } catch (InvocationTargetException e) {
            throw new HarnessFailure("Knossos cannot be loaded: " + innermost(e) + "; " + WHAT_TO_DO + ".", e);
        } catch (ReflectiveOperationException | IOException e) {
            throw new HarnessFailure("Knossos cannot be loaded: " + e, e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static String innermost(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) cause = cause.getCause();
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /**
     * @throws IllegalArgumentException a span has a rank: Knossos knows nothing of ranks
     * @throws HarnessFailure if Knossos itself fails
     */
    @Override
    public <S, A> Finding check(List<Span<A>> spans, Model<S, A> model, Budget budget) {
        if (spans.stream().anyMatch(span -> !span.rank().equals(Span.Rank.UNKNOWN))) throw new IllegalArgumentException("Ranks are for another engine");
        if (spans.isEmpty()) return new Finding.Linearizable(List.of(), 0);
        Bridge.Answer answer = answer(spans, model, budget);
        if (answer == null || answer.valid() == null) return new Finding.Undecided(0, (int) spans.stream().filter(span -> !span.optional()).count(), 0);
        return answer.valid() ? new Finding.Linearizable(List.of(), 0) : new Finding.NotLinearizable(List.of(), List.of(), blocked(spans, model, answer), 0);
    }

    private static <A> List<Finding.Blocked> blocked(List<Span<A>> spans, Model<?, A> model, Bridge.Answer answer) {
        if (answer.failedAt() < 0) return List.of();
        Span<A> failed = Calls.returning(spans, answer.failedAt());
        return List.of(new Finding.Blocked(failed.id(), model.describeAction(failed.action()) + " fits into no order that Knossos found"));
    }

    private <S, A> Bridge.@Nullable Answer answer(List<Span<A>> spans, Model<S, A> model, Budget budget) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try (Bridge.Search search = bridge.start(algorithm.name().toLowerCase(Locale.ROOT), model.initial(), stepper(model), Calls.of(spans))) {
            while (true) {
                Bridge.Answer answer = search.poll(POLL_MILLIS);
                if (answer != null) return answer;
                if (!budget.spend(0, STEPS_PER_POLL)) return stopped(search);
            }
        } catch (RuntimeException e) {
            throw new HarnessFailure("Knossos itself failed: " + innermost(e), e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Without this the search would go on for ever behind our back. */
    private static Bridge.@Nullable Answer stopped(Bridge.Search search) {
        search.abort();
        for (int i = 0; i < STOPPING_POLLS_MAX; i++) {
            Bridge.Answer last = search.poll(POLL_MILLIS);
            if (last != null) return last;
        }
        return null;
    }

    @SuppressWarnings("unchecked")
    private static <S, A> Bridge.Stepper stepper(Model<S, A> model) {
        return (state, action) -> model.step((S) state, (A) action);
    }
}
