package io.minos.node.differential;

import com.google.protobuf.Message;
import io.minos.checker.model.etcd.Answer;
import io.minos.checker.model.etcd.Etcd;
import io.minos.checker.model.etcd.Request;
import io.minos.checker.model.etcd.Store;
import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.ResponseHeader;
import io.minos.etcd.api.TxnRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The checker's model of etcd, asked what the servers are asked. What it is told to choose an id for, it names by its symbol. */
final class Prediction {
    /** Who has more is asked about the size of requests, of which the model knows nothing. */
    private static final int VALUE_BYTES_MAX = 1 << 20;

    private Store store = Store.empty();
    private final List<Long> chosenLeases = new ArrayList<>();

    long current() {
        return store.revision();
    }

    long compacted() {
        return Math.max(0, store.compactRevision());
    }

    /** The request as it is put to the model, if it can be and etcd survives it. */
    Optional<Message> sendable(Message request) {
        Message resolved = Symbols.map(request, value -> Symbols.resolve(value, current(), compacted(), chosenLeases));
        boolean sendable = !Forbidden.call(resolved) && !huge(resolved) && ModelTerms.request(resolved).isPresent();
        return sendable ? Optional.of(resolved) : Optional.empty();
    }

    private static boolean huge(Message request) {
        if (request instanceof PutRequest put) {
            return put.getValue().size() > VALUE_BYTES_MAX;
        }
        return request instanceof TxnRequest txn && (txn.getCompareList().stream().anyMatch(compare -> compare.getValue().size() > VALUE_BYTES_MAX)
                || Stream.concat(txn.getSuccessList().stream(), txn.getFailureList().stream()).anyMatch(Prediction::huge));
    }

    private static boolean huge(RequestOp operation) {
        return huge(operation.getRequestPut()) || huge(operation.getRequestTxn());
    }

    /** @param sendable by {@link #sendable} */
    Side.Answer next(Message sendable, ResponseHeader header) {
        boolean chooses = sendable instanceof LeaseGrantRequest grant && grant.getID() == 0;
        long chosen = Symbols.CHOSEN_LEASE + chosenLeases.size();
        Request request = ModelTerms.request(chooses ? ((LeaseGrantRequest) sendable).toBuilder().setID(chosen).build() : sendable).orElseThrow();
        Etcd.Step step = Etcd.step(store, request);
        store = step.after();
        if (step.answer() instanceof Answer.Refused refused) {
            return new Side.Answer(refused.error().status() + " " + refused.error().text(), List.of());
        }
        if (chooses) {
            chosenLeases.add(chosen);
        }
        return new Side.Answer("OK ", List.of(ModelTerms.answer(step.answer(), header.toBuilder())));
    }
}
