package io.minos.scenarios.cluster;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Ties nodes to the life of this JVM: even when it is killed with SIGKILL, Linux kills them after it. Without util-linux's
 * {@code setpriv} they are not tied, and only an orderly end stops them.
 */
final class Tether {
    private static final List<String> WORDS = List.of("setpriv", "--pdeathsig", "KILL", "--");
    private static final long SECONDS_MAX = 5;
    /**
     * prctl(2), PR_SET_PDEATHSIG: the parent that must not die is the <em>thread</em> that started the process. This one lives
     * as long as the JVM; the nemesis thread, which starts nodes again, does not.
     */
    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(task -> {
        var thread = new Thread(task, "starter");
        thread.setDaemon(true);
        return thread;
    });

    private static final class Tried {
        private static final boolean WORKS = works();
    }

    private Tether() {}

    /**
     * To be put in front of a node's own command, and behind whatever changes its privileges, since that unties it. None where
     * it cannot work.
     */
    static List<String> words() {
        return Tried.WORKS ? WORDS : List.of();
    }

    static Process start(ProcessBuilder builder) throws IOException {
        try {
            return STARTER.submit(builder::start).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static boolean works() {
        try {
            Process tried = new ProcessBuilder("setpriv", "--pdeathsig", "KILL", "--", "true").redirectErrorStream(true).start();
            return tried.waitFor(SECONDS_MAX, TimeUnit.SECONDS) && tried.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
