package io.minos.node.runtime;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A command of {@code minos node} that starts no member: its arguments in the manner of etcd's tools, and how it ends.
 *
 * @param files how many arguments are no flags
 * @param values flags with a value, {@code --name=value} or {@code --name value}
 * @param required those of them without which it is misused
 * @param switches flags that are {@code --name}, {@code --name=true} or {@code --name=false}
 */
record OfflineCommand(String usage, int files, Set<String> values, Set<String> required, Set<String> switches) {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 254;

    /** @param switches those that are on */
    record Given(List<String> files, Map<String, String> values, Set<String> switches) {}

    interface Work {
        /** An exception's message is the line for the operator. */
        void carryOut(Given given) throws IOException, StartException;
    }

    /** @return 0 if it is done, 1 if not, and why on {@code err}, 254 for misuse */
    int run(List<String> args, PrintStream out, PrintStream err, Work work) {
        if (args.contains("--help") || args.contains("-h")) {
            out.println(usage);
            return DONE;
        }
        Optional<Given> given = read(args);
        if (given.isEmpty()) {
            err.println(usage);
            return MISUSED;
        }
        try {
            work.carryOut(given.get());
            return DONE;
        } catch (StartException | IOException refused) {
            err.println("Error: " + (refused.getMessage() == null ? refused.toString() : refused.getMessage()));
            return FAILED;
        }
    }

    private Optional<Given> read(List<String> args) {
        Given given = new Given(new ArrayList<>(), new LinkedHashMap<>(), new HashSet<>());
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            String[] flag = arg.replaceFirst("^--", "").split("=", 2);
            if (!arg.startsWith("-")) {
                given.files().add(arg);
            } else if (values.contains(flag[0]) && (flag.length == 2 || i + 1 < args.size())) {
                given.values().put(flag[0], flag.length == 2 ? flag[1] : args.get(++i));
            } else if (switches.contains(flag[0]) && (flag.length == 1 || flag[1].equals("true"))) {
                given.switches().add(flag[0]);
            } else if (switches.contains(flag[0]) && flag[1].equals("false")) {
                given.switches().remove(flag[0]);
            } else {
                return Optional.empty();
            }
        }
        return given.files().size() == files && given.values().keySet().containsAll(required) ? Optional.of(given) : Optional.empty();
    }
}
