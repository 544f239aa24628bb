package io.minos.node.replica;

import com.google.protobuf.Message;
import io.minos.etcd.api.AuthenticateResponse;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.node.apply.Command;
import io.minos.node.auth.Access;
import io.minos.node.auth.AuthState;
import io.minos.node.auth.Claim;
import io.minos.node.auth.Identity;
import io.minos.node.auth.SimpleTokens;
import io.minos.node.outcome.EtcdError;
import io.minos.node.outcome.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who calls. A token is known from the entry on that gave it out; a member that is behind, and is shown the token of an entry
 * that it has not applied, waits for that entry rather than refuse a good token.
 */
final class Callers {
    /** With so many, nobody waits any longer: memory stays bounded, whatever tokens are made up. */
    private static final int HELD_MAX = 1_000;

    private record Held(Event event, long untilIndex, long deadlineNanos) {}

    private final SimpleTokens tokens;
    private final List<Held> held = new ArrayList<>();
    /** Of the watch streams that claim something. */
    private final TreeMap<Long, Claim> streams = new TreeMap<>();

    Callers(SimpleTokens tokens) {
        this.tokens = tokens;
    }

    // Waiting.

    /** True if the event is not to be handled before {@link #released} gives it back. What happens to a stream stays in order. */
    boolean holds(Event event, long appliedIndex, long deadlineNanos) {
        if (event instanceof Event.Claimed claimed && claimed.claim() instanceof Claim.Token token) {
            long index = SimpleTokens.index(token.text()).orElse(0L);
            if (index > appliedIndex) {
                held.add(new Held(event, index, deadlineNanos));
                return true;
            }
        } else if (!held.isEmpty() && event instanceof Event.OfWatch watch && isHeld(watch.stream())) {
            held.add(new Held(event, 0, deadlineNanos));
            return true;
        }
        return false;
    }

    private boolean isHeld(long stream) {
        return held.stream().anyMatch(one -> one.event() instanceof Event.OfWatch watch && watch.stream() == stream);
    }

    /** What need wait no longer, or may not: then its token is as good as none. In the order in which it came. */
    List<Event> released(long appliedIndex, long nowNanos) {
        if (held.isEmpty()) {
            return Collections.emptyList(); // not List.of(), whose every walk makes an iterator
        }
        List<Event> released = new ArrayList<>();
        boolean isFull = held.size() >= HELD_MAX;
        for (Iterator<Held> oldest = held.iterator(); oldest.hasNext(); ) {
            Held next = oldest.next();
            boolean opened = !(next.event() instanceof Event.OfWatch watch) || next.event() instanceof Event.WatchOpened || !isOpeningHeld(watch.stream());
            if (opened && (isFull || next.untilIndex() <= appliedIndex || next.deadlineNanos() <= nowNanos)) {
                oldest.remove();
                released.add(next.event());
            }
        }
        return released;
    }

    private boolean isOpeningHeld(long stream) {
        return held.stream().anyMatch(one -> one.event() instanceof Event.WatchOpened opened && opened.stream() == stream);
    }

    // Knowing.

    /** Empty: what it shows for itself is worth nothing. */
    Optional<Identity> identify(Claim claim, AuthState auth, long nowNanos) {
        if (claim instanceof Claim.Token token) {
            return tokens.use(token.text(), nowNanos).map(user -> new Identity(user, auth.revision()));
        } else if (claim instanceof Claim.Proven proven) {
            return Optional.of(proven.identity());
        } else if (claim instanceof Claim.CommonName common) {
            return Optional.of(new Identity(common.name(), auth.revision()));
        }
        return claim instanceof Claim.Invalid ? Optional.empty() : Optional.of(Identity.NOBODY);
    }

    /** The command as its entry will be judged. */
    static Command asOf(Identity caller, Command command) {
        return caller.isNobody() ? command : command.toBuilder().setAuthUser(caller.user()).setAuthRevision(caller.revision()).build();
    }

    // Watch streams.

    void opened(Event.WatchOpened opened) {
        if (!(opened.claim() instanceof Claim.Nobody)) {
            streams.put(opened.stream(), opened.claim());
        }
    }

    void closed(long stream) {
        streams.remove(stream);
    }

    /** Why the watch is refused, as etcd's cancel reason has it. Asked once, when it is created. */
    Optional<String> watchRefusal(long stream, WatchCreateRequest request, AuthState auth, long nowNanos) {
        Optional<Identity> caller = identify(streams.getOrDefault(stream, Claim.NOBODY), auth, nowNanos);
        Optional<EtcdError> refusal = caller.isEmpty() ? Optional.of(EtcdError.INVALID_AUTH_TOKEN) : new Access(auth, caller.get()).watch(request);
        return refusal.map(error -> "rpc error: code = " + error.code().goName() + " desc = " + error.text());
    }

    // Tokens.

    void applied(long index, Command command, Outcome<Message> outcome, long nowNanos) {
        if (!(outcome instanceof Outcome.Done<Message> done)) {
            return;
        }
        switch (command.getRequestCase()) {
            case AUTHENTICATE -> tokens.assign(((AuthenticateResponse) done.response()).getToken(), command.getAuthenticate().getName(), index, nowNanos);
            case USER_DELETE -> tokens.invalidate(command.getUserDelete().getName());
            case USER_CHANGE_PASSWORD -> tokens.invalidate(command.getUserChangePassword().getName());
            case AUTH_DISABLE -> tokens.clear();
            default -> { }
        }
    }

    /** The state jumped forward: whose password or name has changed meanwhile is not known, so all have to show themselves anew. */
    void installed(AuthState before, AuthState after) {
        if (before.revision() != after.revision()) {
            tokens.clear();
        }
    }

    void tick(long nowNanos) {
        tokens.tick(nowNanos);
    }
}
