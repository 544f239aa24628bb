package io.minos.scenarios.load;

import io.minos.client.Outcome;
import io.minos.client.operation.Answer;
import io.minos.client.operation.Operation;
import io.minos.scenarios.scenario.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** When the clients that go from node to node are to do something: {@link io.minos.scenarios.scenario.Workload.Sessions}. */
final class Sessions<C> {
    private static final class Session<C> {
        private final C client;
        private final SessionCourse course;
        private boolean busy;
        private long dueNanos;

        Session(C client, SessionCourse course, long dueNanos) {
            this.client = client;
            this.course = course;
            this.dueNanos = dueNanos;
        }
    }

    private final List<Session<C>> sessions = new ArrayList<>();
    private final long intervalNanos;
    private long compacted;

    Sessions(List<C> clients, Optional<Workload.Sessions> workload, long nowNanos) {
        this.intervalNanos = Duration.ofSeconds(1).toNanos() / workload.map(Workload.Sessions::rate).orElse(1);
        workload.ifPresent(of -> clients.forEach(client ->
                sessions.add(new Session<>(client, new SessionCourse(of.prefix() + sessions.size() + "."), nowNanos + sessions.size() * intervalNanos / clients.size()))));
    }

    /** The store was compacted at this revision. */
    void compacted(long revision) {
        compacted = Math.max(compacted, revision);
    }

    Optional<LoadPlan.Order<C>> next(long nowNanos, RandomGenerator random) {
        for (Session<C> session : sessions) {
            if (!session.busy && session.dueNanos <= nowNanos) {
                session.busy = true;
                session.dueNanos = nowNanos + intervalNanos;
                return Optional.of(new LoadPlan.Order<>(session.client, session.course.next(compacted, random)));
            }
        }
        return Optional.empty();
    }

    long nextDueNanos(long otherwise) {
        long due = otherwise;
        for (Session<C> session : sessions) {
            due = session.busy ? due : Math.min(due, session.dueNanos);
        }
        return due;
    }

    /** Whether it was one of these; it rests after an error. */
    boolean ended(C client, Outcome<Answer> outcome, long goOnNanos) {
        for (Session<C> session : sessions) {
            if (session.client == client) {
                session.busy = false;
                session.dueNanos = Math.max(session.dueNanos, goOnNanos);
                outcome.success().ifPresent(answer -> session.course.told(answer.facts().revision()));
                return true;
            }
        }
        return false;
    }
}
