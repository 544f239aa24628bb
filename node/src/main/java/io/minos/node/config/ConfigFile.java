package io.minos.node.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A YAML file with etcd's own keys. Loaded, with all of YAML's classes, only when one is given. */
final class ConfigFile {
    /** What etcd puts before a flag's name for the keys of each section. */
    private static final Map<String, String> SECURITY = Map.of("client-transport-security", "", "peer-transport-security", "peer-");

    private final String path;
    private final JsonParser yaml;
    private final Settings settings;

    private ConfigFile(String path, JsonParser yaml, Settings settings) {
        this.path = path;
        this.yaml = yaml;
        this.settings = settings;
    }

    static Settings read(String path) throws ConfigException {
        Settings settings = new Settings();
        settings.notice("Loading server configuration from \"" + path
                + "\". Other configuration command line flags and environment variables will be ignored if provided.");
        try (JsonParser yaml = new YAMLFactory().createParser(Files.readString(Path.of(path)))) {
            new ConfigFile(path, yaml, settings).read();
        } catch (NoSuchFileException e) {
            throw new ConfigException(ConfigException.INVALID, "open " + path + ": no such file or directory");
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr() + ":";
            throw new ConfigException(ConfigException.INVALID, path + ":" + where + " " + e.getOriginalMessage().lines().findFirst().orElse("not YAML"));
        } catch (IOException e) {
            throw new ConfigException(ConfigException.INVALID, "open " + path + ": " + e.getMessage());
        }
        return settings;
    }

    private void read() throws IOException, ConfigException {
        JsonToken first = yaml.nextToken();
        if (first == null || first == JsonToken.VALUE_NULL) {
            return;
        }
        if (first != JsonToken.START_OBJECT) {
            throw invalid("is not a map of settings");
        }
        while (yaml.nextToken() == JsonToken.FIELD_NAME) {
            String key = yaml.currentName();
            yaml.nextToken();
            if (SECURITY.containsKey(key)) {
                security(key);
            } else {
                setting(key);
            }
        }
    }

    private void setting(String key) throws IOException, ConfigException {
        Flag flag = Flags.named(key).orElse(null);
        if (flag == null) {
            settings.notice("unknown key \"" + key + "\" in " + path + ", ignored");
            yaml.skipChildren();
            return;
        }
        if (yaml.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        String value = value(key);
        String problem = flag.kind().problem(value).orElse("");
        if (!problem.isEmpty()) {
            throw invalid("invalid value \"" + value + "\" for " + key + ": " + problem);
        }
        // as in etcd, an empty text in the file leaves the default
        if (!value.isEmpty()) {
            settings.set(flag, value);
        }
    }

    private String value(String key) throws IOException, ConfigException {
        if (yaml.currentToken() != JsonToken.START_ARRAY) {
            return scalar(key);
        }
        List<String> parts = new ArrayList<>();
        while (yaml.nextToken() != JsonToken.END_ARRAY) {
            parts.add(scalar(key));
        }
        return String.join(",", parts);
    }

    private String scalar(String key) throws IOException, ConfigException {
        if (!yaml.currentToken().isScalarValue()) {
            throw invalid(key + " is not a plain value");
        }
        return yaml.getText();
    }

    /** A key that is not known must not be passed over here. */
    private void security(String section) throws IOException, ConfigException {
        if (yaml.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (yaml.currentToken() != JsonToken.START_OBJECT) {
            throw invalid(section + " is not a map");
        }
        while (yaml.nextToken() == JsonToken.FIELD_NAME) {
            String key = yaml.currentName();
            yaml.nextToken();
            if (Flags.named(SECURITY.get(section) + key).isEmpty()) {
                throw invalid("unknown key " + section + "." + key);
            }
            setting(SECURITY.get(section) + key);
        }
    }

    private ConfigException invalid(String what) {
        return new ConfigException(ConfigException.INVALID, path + ": " + what);
    }
}
