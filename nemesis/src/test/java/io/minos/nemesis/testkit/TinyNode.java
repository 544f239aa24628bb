package io.minos.nemesis.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The main class of a child process that listens and dials as a member of a cluster does. It prints its port, answers every
 * line of a connection with {@code echo:} and the line, or, asked to {@code stream}, talks on that connection on its own. It is
 * led by commands on its input: {@code dial NAME PORT}, {@code send NAME TEXT}, {@code recv NAME MILLIS}; it ends with its input.
 */
public final class TinyNode {
    private static final int TICK_MILLIS = 20;

    private final Map<String, Socket> dialed = new HashMap<>();
    private final Map<String, BufferedReader> readers = new HashMap<>();

    private TinyNode() {}

    public static void main(String[] arguments) throws IOException {
        int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 0;
        ServerSocket listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        daemon(() -> serve(listener));
        System.out.println(listener.getLocalPort());
        TinyNode node = new TinyNode();
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println(node.answer(line.split(" ", 3)));
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    private static void serve(ServerSocket listener) {
        try {
            while (true) {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                daemon(() -> talk(socket));
            }
        } catch (IOException e) {
            System.exit(1);
        }
    }

    private static void talk(Socket socket) {
        try (socket) {
            OutputStream out = socket.getOutputStream();
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("stream")) {
                    daemon(() -> tick(out));
                } else {
                    out.write(("echo:" + line + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            // The other end is gone.
        }
    }

    private static void tick(OutputStream out) {
        try {
            while (true) {
                out.write("tick\n".getBytes(StandardCharsets.UTF_8));
                Thread.sleep(TICK_MILLIS);
            }
        } catch (IOException | InterruptedException e) {
            // The other end is gone.
        }
    }

    private String answer(String[] command) {
        try {
            return switch (command[0]) {
                case "dial" -> dial(command[1], Integer.parseInt(command[2]));
                case "send" -> send(command[1], command[2]);
                case "recv" -> receive(command[1], Integer.parseInt(command[2]));
                default -> "unknown command";
            };
        } catch (IOException e) {
            return "failed " + e;
        }
    }

    private String dial(String name, int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        dialed.put(name, socket);
        readers.put(name, new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)));
        return "ok";
    }

    private String send(String name, String text) throws IOException {
        dialed.get(name).getOutputStream().write((text + "\n").getBytes(StandardCharsets.UTF_8));
        return "ok";
    }

    private String receive(String name, int millis) {
        try {
            dialed.get(name).setSoTimeout(millis);
            String line = readers.get(name).readLine();
            return line == null ? "closed" : "line " + line;
        } catch (SocketTimeoutException e) {
            return "silence";
        } catch (IOException e) {
            return "closed";
        }
    }
}
