package io.minos.node.sim.promise;

import com.google.protobuf.Message;
import io.minos.etcd.api.RangeRequest;
import io.minos.node.apply.Command;
import io.minos.node.apply.StateMachine;
import io.minos.node.auth.AuthState;
import io.minos.node.outcome.EtcdError;
import io.minos.node.replica.Effects.Done;
import io.minos.node.sim.BrokenPromise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What authentication promises. {@code auth-applied}: no entry takes effect whose caller had no permission for it when it was
 * applied, or was known by users and roles that had changed since. {@code auth-answered}: nobody is answered who had none at any
 * moment between asking and the answer, nor by a token that was void in all of them. {@code auth-denied}: nobody is denied what
 * was permitted all that time. {@code auth-password}: a token is given for the password of that moment. {@code same-auth}: all
 * members have the same users and roles at the same entry.
 */
public final class AuthPromise {
    /** What a member was last found to have. */
    private record Seen(AuthState state, AuthMoment moment) {}

    /** In order; the first is a new cluster's. */
    private final List<AuthMoment> moments = new ArrayList<>(List.of(AuthMoment.FIRST));
    private final Map<Long, Seen> seen = new HashMap<>();

    // ---- what members apply

    /** The first member to apply this entry. */
    void applied(Journal journal, Done done) {
        AuthMoment moment = newest();
        if (!done.refused()) {
            if (moment.enabled()) {
                checkMay(journal, done, moment);
            }
            AuthMoment next = moment.after(done.entry().index(), done.command());
            if (next != moment) {
                moments.add(next);
            }
        }
    }

    private void checkMay(Journal journal, Done done, AuthMoment moment) {
        Command command = done.command();
        boolean may = switch (command.getRequestCase()) {
            case PUT -> may(command, command.getPut(), moment);
            case DELETE_RANGE -> may(command, command.getDeleteRange(), moment);
            case TXN -> may(command, command.getTxn(), moment);
            case AUTHENTICATE -> command.getAuthenticate().getCheckedRevision() == moment.revision() && moment.users().containsKey(command.getAuthenticate().getName());
            case AUTH_ENABLE, AUTH_DISABLE, USER_ADD, USER_DELETE, USER_CHANGE_PASSWORD, USER_GRANT_ROLE, USER_REVOKE_ROLE, ROLE_ADD, ROLE_DELETE,
                    ROLE_GRANT_PERMISSION, ROLE_REVOKE_PERMISSION -> moment.isAdministrator(command.getAuthUser());
            default -> true;
        };
        if (!may) {
            throw new BrokenPromise("auth-applied", journal.who() + " carries out entry " + done.entry().index() + ", " + command.getRequestCase() + " of '" + command.getAuthUser()
                    + "' as known at revision " + command.getAuthRevision() + "; authentication is " + moment.text());
        }
    }

    private static boolean may(Command command, Message request, AuthMoment moment) {
        return command.getAuthRevision() == moment.revision() && moment.permits(command.getAuthUser(), AuthNeeds.of(request));
    }

    /** A step that applied something is over. */
    void stepped(Journal journal) {
        differenceIn(journal.member().id(), journal.member().state()).ifPresent(difference -> {
            throw new BrokenPromise("same-auth", journal.who() + " " + difference);
        });
    }

    /** The difference between the users and roles of a state and those there must be at its index; empty if there is none. */
    Optional<String> differenceIn(long member, StateMachine state) {
        AuthMoment moment = moments.get(lastBefore(state.appliedIndex() + 1));
        Seen last = seen.get(member);
        if (last != null && last.state() == state.auth() && last.moment() == moment) {
            return Optional.empty();
        }
        seen.put(member, new Seen(state.auth(), moment));
        return moment.isAs(state.auth()) ? Optional.empty() : Optional.of("has authentication " + (state.auth().isEnabled() ? "enabled" : "disabled") + " at revision "
                + state.auth().revision() + " with users " + state.auth().users().keySet() + " and roles " + state.auth().roles().keySet() + " at entry " + state.appliedIndex()
                + "; it is " + moment.text());
    }

    private AuthMoment newest() {
        return moments.get(moments.size() - 1);
    }

    /** The last that was made by an entry below this one. */
    private int lastBefore(long index) {
        int last = moments.size() - 1;
        while (last > 0 && moments.get(last).index() >= index) {
            last--;
        }
        return last;
    }

    // ---- what clients are told

    /**
     * A call leaves its client now.
     *
     * @param user empty: nobody in particular
     * @param tokenIndex the entry that gave out the token it comes with; 0 if it shows none
     */
    public Asked asked(String member, Message request, String user, long tokenIndex) {
        return new Asked(member, request, user, tokenIndex);
    }

    /** One call and what it is told. */
    public final class Asked {
        private final String member;
        private final Message request;
        private final String user;
        private final long tokenIndex;
        private final int from;

        private Asked(String member, Message request, String user, long tokenIndex) {
            this.member = member;
            this.request = request;
            this.user = user;
            this.tokenIndex = tokenIndex;
            this.from = isStale() ? 0 : moments.size() - 1;
        }

        /** A member's own state, however old, decides. */
        private boolean isStale() {
            return request instanceof RangeRequest range && range.getSerializable();
        }

        /** It was done, or read. */
        public void answered() {
            if (moments.size() == 1) {
                return; // most worlds have no users
            }
            AuthNeeds needs = AuthNeeds.of(request);
            if (!needs.isEmpty() && !any(moment -> moment.permits(user, needs) && (tokenIndex == 0 || !moment.enabled() || moment.knowsToken(user, tokenIndex)))) {
                throw new BrokenPromise("auth-answered", what() + " is answered" + since() + ", but was not permitted, or the token void");
            }
        }

        /** Certainly not done. */
        public void refused(EtcdError error) {
            AuthNeeds needs = AuthNeeds.of(request);
            boolean isWrong = error == EtcdError.PERMISSION_DENIED && !needs.isEmpty() && !isStale() && !any(moment -> !moment.permits(user, needs))
                    || error == EtcdError.USER_EMPTY && !isStale() && !any(AuthMoment::enabled);
            if (isWrong) {
                throw new BrokenPromise("auth-denied", what() + " is told '" + error.text() + "', but was permitted all the time" + since());
            }
        }

        private boolean any(Predicate<AuthMoment> holds) {
            return moments.subList(from, moments.size()).stream().anyMatch(holds);
        }

        private String what() {
            return member + ": " + request.getDescriptorForType().getName() + " of '" + user + "'" + (tokenIndex == 0 ? "" : " with the token of entry " + tokenIndex);
        }

        private String since() {
            return " since entry " + moments.get(from).index() + ", in " + (moments.size() - from) + " moments, the last " + newest().text();
        }
    }

    /** A client was given this token for this password. */
    public void authenticated(String user, String password, long tokenIndex) {
        AuthMoment moment = moments.get(lastBefore(tokenIndex));
        AuthMoment.User known = moment.users().get(user);
        if (!moment.enabled() || known == null || !known.password().toStringUtf8().equals(password)) {
            throw new BrokenPromise("auth-password", "'" + user + "' is given the token of entry " + tokenIndex + " for password '" + password + "'; authentication is " + moment.text());
        }
    }
}
