package io.minos.node.config;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The flags about logs: etcd 3.4's rules and words (embed/config_logging.go). */
final class LogFlags {
    private static final String DEFAULT = "default";
    private static final Set<String> OF_TEXT = Set.of(DEFAULT, LogOptions.STDERR, LogOptions.STDOUT);

    private LogFlags() {}

    static LogOptions read(Settings settings) throws ConfigException {
        String logger = settings.text("logger");
        List<String> given = outputs(settings);
        SortedMap<String, String> packageLevels = PackageLevels.read(settings);
        switch (logger) {
            case "capnslog" -> checkText(given);
            case "zap" -> checkJson(given);
            default -> throw refusal("unknown logger option \"" + logger + "\"");
        }
        return new LogOptions(logger.equals("zap"), settings.text("log-level"), given.stream().map(output -> output.equals(DEFAULT) ? LogOptions.STDERR : output).toList(), packageLevels);
    }

    /** The deprecated {@code --log-output} counts only if it names more outputs than {@code --log-outputs}. */
    private static List<String> outputs(Settings settings) throws ConfigException {
        List<String> deprecated = unique(settings.text("log-output"));
        List<String> outputs = unique(settings.text("log-outputs"));
        if (deprecated.size() > outputs.size()) {
            settings.notice("'--log-output' flag has been deprecated! Please use '--log-outputs'!");
            return deprecated;
        }
        if (deprecated.size() < outputs.size()) {
            return outputs;
        }
        if (deprecated.size() > 1) {
            throw refusal("both '--log-output' and '--log-outputs' are set; only set '--log-outputs'");
        }
        if (!deprecated.get(0).equals(DEFAULT)) {
            if (deprecated.equals(outputs)) {
                throw refusal("'--log-output=" + quoted(deprecated) + "' and '--log-outputs=" + quoted(outputs) + "' are incompatible; only set --log-outputs");
            }
            settings.notice("Deprecated '--log-output' flag is set to " + quoted(deprecated) + " and does nothing. Please use '--log-outputs' flag");
        }
        return outputs;
    }

    private static List<String> unique(String list) {
        return List.copyOf(new TreeSet<>(List.of(list.split(",", -1))));
    }

    private static void checkText(List<String> outputs) throws ConfigException {
        if (outputs.size() != 1) {
            throw refusal("--logger=capnslog supports only 1 value in '--log-outputs', got " + quoted(outputs));
        }
        if (!OF_TEXT.contains(outputs.get(0))) {
            throw refusal("unknown log-output \"" + outputs.get(0) + "\" (only supports \"default\", \"stderr\", \"stdout\")");
        }
    }

    private static void checkJson(List<String> outputs) throws ConfigException {
        if (outputs.size() > 1 && outputs.contains(DEFAULT)) {
            throw refusal("multi logoutput for \"default\" is not supported yet");
        }
        if (outputs.size() > 1 && outputs.contains(LogOptions.JOURNAL)) {
            throw refusal("running with systemd/journal but other '--log-outputs' values (" + quoted(outputs)
                    + ") are configured with 'default'; override 'default' value with something else");
        }
    }

    private static String quoted(List<String> outputs) {
        return outputs.stream().map(output -> "\"" + output + "\"").collect(Collectors.joining(" ", "[", "]"));
    }

    private static ConfigException refusal(String why) {
        return new ConfigException(ConfigException.INVALID, why);
    }
}
