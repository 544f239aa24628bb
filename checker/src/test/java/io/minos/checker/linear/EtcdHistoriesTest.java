package io.minos.checker.linear;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.linear.justintime.JustInTime;
import io.minos.checker.model.etcd.Answer;
import io.minos.checker.model.etcd.Compare;
import io.minos.checker.model.etcd.Etcd;
import io.minos.checker.model.etcd.EtcdModel;
import io.minos.checker.model.etcd.KeyRange;
import io.minos.checker.model.etcd.Request;
import io.minos.checker.model.etcd.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Histories of mixed requests to etcd, longer than enumeration can judge: true ones, and the same with one lie. */
class EtcdHistoriesTest {
    private static final int REQUESTS = 150;
    private static final int CLIENTS = 4;
    private static final EtcdModel MODEL = new EtcdModel();

    /** @param lies the same, but that one read tells of a store as it was long before */
    private record Told(List<Span<EtcdModel.Action>> spans, List<Span<EtcdModel.Action>> lies) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void the_truth_is_explained_and_a_stale_answer_is_not(long seed) {
        Told told = told(new SplittableRandom(seed));
        for (Engine engine : List.of(new Wgl(), JustInTime.both())) {
            assertThat(judge(engine, told.spans())).as("seed %d", seed).isInstanceOf(Finding.Linearizable.class);
            assertThat(judge(engine, told.lies())).as("seed %d", seed).isInstanceOf(Finding.NotLinearizable.class);
            List<Span<EtcdModel.Action>> values = told.spans().stream().map(span -> span.with(MODEL.withoutRevisions(span.action()))).toList();
            assertThat(judge(engine, values)).as("by values, seed %d", seed).isInstanceOf(Finding.Linearizable.class);
        }
    }

    private static Finding judge(Engine engine, List<Span<EtcdModel.Action>> spans) {
        return engine.check(Reductions.apply(spans, MODEL), MODEL, Budget.unlimited());
    }

    private static Told told(SplittableRandom random) {
        Store store = Store.empty();
        List<Store> past = new ArrayList<>(List.of(store));
        List<Span<EtcdModel.Action>> spans = new ArrayList<>();
        List<Span<EtcdModel.Action>> lies = new ArrayList<>();
        long[] freeAt = new long[CLIENTS];
        int lie = REQUESTS / 3 + random.nextInt(REQUESTS / 6);
        for (int i = 0; i < REQUESTS; i++) {
            long effect = 100L * i + 50;
            int client = random.nextInt(CLIENTS);
            long invoked = Math.max(freeAt[client] + 1, effect - random.nextInt(200));
            if (invoked >= effect) continue;
            long returned = effect + 1 + random.nextInt(200);
            freeAt[client] = returned;
            Request request = spans.size() == lie ? new Request.Range(KeyRange.all(), 0) : request(random, store.revision());
            boolean unknown = !request.readsOnly() && random.nextInt(20) == 0;
            Etcd.Step step = Etcd.step(store, request).orElseThrow();
            Span<EtcdModel.Action> span = new Span<>(i, invoked, unknown ? Span.NEVER : returned, new EtcdModel.Action(request, unknown ? null : step.answer()));
            Answer stale = Etcd.step(past.get(past.size() / 2), request).orElseThrow().answer();
            lies.add(lies.size() == lie ? span.with(new EtcdModel.Action(request, stale)) : span);
            spans.add(span);
            store = step.after();
            past.add(store);
        }
        assertThat(lies).isNotEqualTo(spans);
        return new Told(spans, lies);
    }

    private static Request request(SplittableRandom random, long revision) {
        String key = String.valueOf((char) ('a' + random.nextInt(3)));
        return switch (random.nextInt(8)) {
            case 0 -> new Request.Range(KeyRange.all(), 0);
            case 1 -> new Request.Range(KeyRange.of(key), 1 + random.nextLong(revision + 1));
            case 2 -> new Request.DeleteRange(KeyRange.of(key), true);
            case 3 -> new Request.Txn(List.of(Compare.number(key, Compare.Target.MOD, Compare.Result.LESS, revision)), List.of(new Request.Put(key, "t")), List.of(new Request.Range(KeyRange.of(key), 0)));
            case 4 -> new Request.Compaction(Math.max(0, revision - 5));
            case 5 -> random.nextBoolean() ? new Request.LeaseGrant(7, 60) : new Request.LeaseRevoke(7);
            default -> new Request.Put(key, String.valueOf(random.nextInt(3)), random.nextInt(4) == 0 ? 7 : 0, false, false, false);
        };
    }
}
