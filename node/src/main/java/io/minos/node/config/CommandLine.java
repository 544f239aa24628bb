package io.minos.node.config;

import java.util.List;

/** Reads arguments as Go's flag package does: one dash or two, {@code --name value} or {@code --name=value}. */
final class CommandLine {
    private final List<String> arguments;
    private final Settings settings;
    private int at;
    private boolean help;

    private CommandLine(List<String> arguments, Settings settings) {
        this.arguments = arguments;
        this.settings = settings;
    }

    /** @return true if help is asked for */
    static boolean read(List<String> arguments, Settings settings) throws ConfigException {
        CommandLine line = new CommandLine(arguments, settings);
        line.read();
        return line.help;
    }

    private void read() throws ConfigException {
        while (at < arguments.size() && !help) {
            String argument = arguments.get(at);
            boolean flag = argument.length() > 1 && argument.startsWith("-");
            if (!flag) {
                throw new ConfigException(ConfigException.INVALID, "'" + argument + "' is not a valid flag");
            }
            at++;
            if (!argument.equals("--")) {
                flag(argument);
            } else if (at < arguments.size()) {
                throw new ConfigException(ConfigException.INVALID, "'" + arguments.get(at) + "' is not a valid flag");
            }
        }
    }

    private void flag(String argument) throws ConfigException {
        String body = argument.substring(argument.startsWith("--") ? 2 : 1);
        if (body.startsWith("-") || body.startsWith("=")) {
            throw usage("bad flag syntax: " + argument);
        }
        int equals = body.indexOf('=');
        String name = equals < 0 ? body : body.substring(0, equals);
        if (name.equals("help") || name.equals("h")) {
            help = true;
            return;
        }
        Flag flag = Flags.named(name).orElse(null);
        if (flag == null) {
            throw usage("flag provided but not defined: -" + name);
        }
        String value = equals >= 0 ? body.substring(equals + 1) : flag.kind() == Kind.BOOL ? "true" : next(name);
        String problem = flag.kind().problem(value).orElse("");
        if (!problem.isEmpty()) {
            String what = flag.kind() == Kind.BOOL ? "invalid boolean value \"" + value + "\" for -" : "invalid value \"" + value + "\" for flag -";
            throw usage(what + name + ": " + problem);
        }
        settings.set(flag, value);
    }

    private String next(String name) throws ConfigException {
        if (at == arguments.size()) {
            throw usage("flag needs an argument: -" + name);
        }
        return arguments.get(at++);
    }

    private static ConfigException usage(String message) {
        return new ConfigException(ConfigException.USAGE, message);
    }
}
