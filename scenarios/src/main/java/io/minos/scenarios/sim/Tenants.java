package io.minos.scenarios.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Clients that authenticate, and who changes what they may. None: authentication stays off. */
final class Tenants {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final SimulatedSystem system;
    private final List<String> users;
    private final List<Tenant> tenants = new ArrayList<>();
    private final UserAdministrator administrator;
    /** Those that have not been let in since {@link #enter}. */
    private final Set<String> outside = new TreeSet<>();
    private boolean ready;

    Tenants(SimulatedSystem system, int count, Duration timeout) {
        this.system = system;
        this.users = IntStream.range(0, count).mapToObj(number -> "u" + number).toList();
        this.administrator = new UserAdministrator(system, users, timeout);
        for (int i = 0; i < count; i++) {
            tenants.add(new Tenant(system, users.get(i), users.get((i + 1) % count), timeout));
        }
    }

    /** Authentication is on, and each is at work, when it {@link #isReady}. */
    void begin() {
        if (users.isEmpty()) {
            ready = true;
        } else {
            enter(system::members, () -> {
                ready = true;
                tenants.forEach(Tenant::begin);
                administrator.begin();
            });
        }
    }

    boolean isReady() {
        return ready;
    }

    void end() {
        tenants.forEach(Tenant::end);
        administrator.end();
    }

    /** Everybody is given what is theirs, and uses it: again and again, until all have. What was asked for before may yet come in between. */
    void enter(Supplier<? extends Collection<Long>> members) {
        if (!users.isEmpty()) { // else nobody may switch authentication on
            enter(members, () -> { });
        }
    }

    Set<String> outside() {
        return outside;
    }

    private void enter(Supplier<? extends Collection<Long>> members, Runnable then) {
        outside.addAll(users);
        round(members, then);
    }

    private void round(Supplier<? extends Collection<Long>> members, Runnable then) {
        administrator.complete(members, () -> tryAll(members, 0, then));
    }

    private void tryAll(Supplier<? extends Collection<Long>> members, int from, Runnable then) {
        if (outside.isEmpty()) {
            then.run();
        } else if (from == users.size()) {
            round(members, then);
        } else if (!outside.contains(users.get(from))) {
            tryAll(members, from + 1, then);
        } else {
            List<Long> choice = List.copyOf(members.get());
            tenants.get(from).enter(choice.get(from % choice.size()), TIMEOUT, inside -> {
                if (inside) {
                    outside.remove(users.get(from));
                }
                tryAll(members, from + 1, then);
            });
        }
    }
}
