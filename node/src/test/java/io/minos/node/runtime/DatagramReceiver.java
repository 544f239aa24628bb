package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** What systemd would be: a Unix datagram socket, of another language's making. Skips the test where there is no python3. */
final class DatagramReceiver implements AutoCloseable {
    private static final String PROGRAM = """
            import socket, sys
            name = sys.argv[1]
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.settimeout(60)
            s.bind('\\0' + name[1:] if name[0] == '@' else name)
            print('bound', flush=True)
            while True:
                print(repr(s.recv(65536).decode()), flush=True)
            """;

    private final Process process;
    private final BufferedReader lines;

    DatagramReceiver(String name) throws IOException {
        Process started;
        try {
            started = new ProcessBuilder("python3", "-c", PROGRAM, name).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        } catch (IOException none) {
            assumeTrue(false, "no python3 on the PATH: nobody to notify");
            throw none;
        }
        process = started;
        lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).isEqualTo("bound");
    }

    /** The next, as Python writes a string; waits for it, as long as the test may. */
    String next() throws IOException {
        return String.valueOf(lines.readLine());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
