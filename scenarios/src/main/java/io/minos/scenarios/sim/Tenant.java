package io.minos.scenarios.sim;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.minos.client.CallError;
import io.minos.client.Outcome;
import io.minos.client.Rpc;
import io.minos.etcd.api.AuthenticateRequest;
import io.minos.etcd.api.Compare;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.TxnRequest;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A client with a user of its own. It shows its token at whichever member, as long as none calls the token bad; without one it
 * tries its luck as nobody. Mostly it keeps to its keys, and it tries for its neighbours' as well, and for more rights.
 */
final class Tenant {
    private static final long REST_NANOS = Duration.ofMillis(250).toNanos();
    private static final int KEYS = 4;
    private static final int NEIGHBOURS_ONE_IN = 6;
    private static final int AS_NOBODY_ONE_IN = 6;

    private final SimulatedSystem system;
    private final String user;
    private final String neighbour;
    private final Duration timeout;
    private final RandomGenerator random;
    private Caller caller = Caller.NOBODY;
    private long written;
    private boolean ended;

    Tenant(SimulatedSystem system, String user, String neighbour, Duration timeout) {
        this.system = system;
        this.user = user;
        this.neighbour = neighbour;
        this.timeout = timeout;
        this.random = system.cluster().randomness().stream("tenant-" + user, 0);
    }

    void begin() {
        system.agenda().after(random.nextLong(2 * REST_NANOS), () -> {
            if (ended) {
                return;
            }
            if (caller == Caller.NOBODY && random.nextInt(AS_NOBODY_ONE_IN) != 0) {
                authenticate(anyMember(), timeout, UserAdministrator.PASSWORDS.get(random.nextInt(UserAdministrator.PASSWORDS.size())), known -> begin());
            } else {
                operate();
            }
        });
    }

    void end() {
        ended = true;
    }

    private long anyMember() {
        List<Long> members = system.members();
        return members.get(random.nextInt(members.size()));
    }

    private void authenticate(long member, Duration within, String password, Consumer<Boolean> then) {
        AuthenticateRequest request = AuthenticateRequest.newBuilder().setName(user).setPassword(password).build();
        call(Caller.NOBODY, member, within, AuthRpc.AUTHENTICATE, request, (outcome, problem) -> {
            outcome.success().ifPresent(given -> caller = Caller.token(user, given.getToken()));
            then.accept(outcome.success().isPresent());
        });
    }

    private void operate() {
        String owner = random.nextInt(NEIGHBOURS_ONE_IN) == 0 ? neighbour : user;
        ByteString key = ByteString.copyFromUtf8(UserAdministrator.prefix(owner) + random.nextInt(KEYS));
        PutRequest put = PutRequest.newBuilder().setKey(key).setValue(ByteString.copyFromUtf8(user + written++)).setPrevKv(random.nextBoolean()).build();
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> operate(Rpc.PUT, put);
            case 3, 4 -> operate(Rpc.RANGE, range(owner).build());
            case 5 -> operate(Rpc.RANGE, range(owner).setSerializable(true).build());
            case 6 -> operate(Rpc.TXN, TxnRequest.newBuilder().addCompare(Compare.newBuilder().setKey(key).setTarget(Compare.CompareTarget.VERSION))
                    .addSuccess(RequestOp.newBuilder().setRequestPut(put)).addFailure(RequestOp.newBuilder().setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key))).build());
            default -> operate(AuthRpc.ROLE_GRANT_PERMISSION, UserAdministrator.grantRequest(UserAdministrator.role(user), neighbour));
        }
    }

    private static RangeRequest.Builder range(String owner) {
        return RangeRequest.newBuilder().setKey(UserAdministrator.first(owner)).setRangeEnd(UserAdministrator.end(owner));
    }

    private <Q extends Message, R extends Message> void operate(Rpc<Q, R> rpc, Q request) {
        call(caller, anyMember(), timeout, rpc, request, (outcome, problem) -> {
            if (problem.equals("unauthenticated")) {
                caller = Caller.NOBODY;
            }
            begin();
        });
    }

    /** Of what must be answered: whether a new token, got with the one password or the other, opens its own keys at this member. */
    void enter(long member, Duration within, Consumer<Boolean> then) {
        enter(member, within, UserAdministrator.PASSWORDS.iterator(), then);
    }

    private void enter(long member, Duration within, Iterator<String> passwords, Consumer<Boolean> then) {
        authenticate(member, within, passwords.next(), known -> {
            if (known) {
                call(caller, member, within, Rpc.RANGE, range(user).build(), (outcome, problem) -> then.accept(outcome.success().isPresent()));
            } else if (passwords.hasNext()) {
                enter(member, within, passwords, then);
            } else {
                then.accept(false);
            }
        });
    }

    private <Q extends Message, R extends Message> void call(Caller as, long member, Duration within, Rpc<Q, R> rpc, Q request, BiConsumer<Outcome<R>, String> then) {
        system.call(as, member, within, "tenant", JsonNodeFactory.instance.objectNode().put("user", user).put("as", as.user()).put("path", rpc.path()), rpc, request,
                outcome -> then.accept(outcome, outcome.problem().map(CallError::name).orElse("")));
    }
}
