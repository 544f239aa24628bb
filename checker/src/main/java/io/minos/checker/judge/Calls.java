package io.minos.checker.judge;

import io.minos.checker.history.History;
import io.minos.checker.history.Operation;
import io.minos.checker.verdict.Anomaly;
import io.minos.checker.verdict.Call;
import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Impasse;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Puts the operations of anomalies beside them, so that a judgement can be drawn without its history. */
final class Calls {
    /** More than anybody reads. */
    private static final int CALLS_MAX = 40;

    private Calls() {}

    static CheckResult of(CheckResult result, History history) {
        return result.anomalies().isEmpty() ? result : result.with(result.anomalies().stream().map(anomaly -> anomaly.with(of(anomaly, history))).toList());
    }

    private static List<Call> of(Anomaly anomaly, History history) {
        LongStream own = anomaly.operations().stream().mapToLong(Long::longValue);
        LongStream others = anomaly.impasse() == null ? LongStream.empty() : anomaly.impasse().parts().stream().mapToLong(Impasse.Part::operation);
        // The anomaly's own ones first, in case that there are too many.
        return LongStream.concat(own, others).distinct().limit(CALLS_MAX).sorted()
                .mapToObj(history::operation).flatMap(Optional::stream).map(Calls::of).toList();
    }

    private static Call of(Operation operation) {
        boolean ended = !operation.indefinite();
        Call.Outcome outcome = operation.ok() ? Call.Outcome.OK : operation.failed() ? Call.Outcome.FAIL : Call.Outcome.INFO;
        return new Call(operation.index(), ended ? operation.completed() : null, operation.process(), operation.node() == null ? "" : operation.node(),
                operation.says(), outcome, operation.invokedNanos(), ended ? operation.completedNanos() : null, operation.revision());
    }
}
