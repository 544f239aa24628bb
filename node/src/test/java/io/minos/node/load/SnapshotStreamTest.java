package io.minos.node.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.minos.etcd.api.KVGrpc;
import io.minos.etcd.api.MaintenanceGrpc;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.SnapshotRequest;
import io.minos.etcd.api.SnapshotResponse;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The stream of a large snapshot. With {@code -Dminos.load=full}: of 256 MiB. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SnapshotStreamTest {
    private static final int STORE_MIB = "full".equals(System.getProperty("minos.load")) ? 256 : 64;
    /** What the store takes, and about as much again as an idle node, the log's cache and the writing of a value need. */
    private static final int HEAP_MIB = STORE_MIB * 5 / 4 + 96;
    private static final int SLOW = 4;
    private static final int VALUE_BYTES = (1 << 20) - 1024; // with its command, no more than a region of the collector's

    @TempDir
    Path directory;

    /** Reads a snapshot, as many pieces as it is told to. */
    private static final class Reading {
        final AtomicLong bytes = new AtomicLong();
        final CompletableFuture<Status> ended = new CompletableFuture<>();
        final MessageDigest digest;
        final ClientCall<SnapshotRequest, SnapshotResponse> call;
        byte[] hash = new byte[0];

        Reading(ManagedChannel channel, int pieces) throws Exception {
            digest = MessageDigest.getInstance("SHA-256");
            call = channel.newCall(MaintenanceGrpc.getSnapshotMethod(), CallOptions.DEFAULT);
            call.start(new ClientCall.Listener<>() {
                @Override
                public void onMessage(SnapshotResponse piece) {
                    if (piece.getBlob().size() == 32 && piece.getRemainingBytes() == 0) {
                        hash = piece.getBlob().toByteArray();
                    } else {
                        digest.update(piece.getBlob().asReadOnlyByteBuffer());
                    }
                    bytes.addAndGet(piece.getBlob().size());
                }

                @Override
                public void onClose(Status status, Metadata trailers) {
                    ended.complete(status);
                }
            }, new Metadata());
            call.sendMessage(SnapshotRequest.getDefaultInstance());
            call.halfClose();
            call.request(pieces);
        }
    }

    @Test
    void is_made_while_it_is_read_and_leaves_nothing_when_its_reader_goes() throws Exception {
        try (ChildNode node = ChildNode.start(directory, HEAP_MIB, "--quota-backend-bytes=" + (2L << 30))) {
            fill(node);
            ChildNode.Held before = node.held();
            long filesBefore = dataFiles(node);
            ManagedChannel[] slow = new ManagedChannel[SLOW];
            Reading[] reading = new Reading[SLOW];
            for (int i = 0; i < SLOW; i++) {
                slow[i] = node.connect();
                reading[i] = new Reading(slow[i], 32);
            }
            for (Reading one : reading) {
                node.await("it has begun", () -> one.bytes.get() >= 1 << 20);
            }
            ChildNode.Held during = node.held();
            System.out.println("snapshot of " + STORE_MIB + " MiB with -Xmx" + HEAP_MIB + "m: " + before + " before, " + during + " with " + SLOW + " slow readers");
            assertThat(during.heapMib()).as("heap").isLessThan(before.heapMib() + 8);
            assertThat(node.threads("front-snapshot")).isEqualTo(SLOW);
            for (int i = 1; i < SLOW; i++) {
                slow[i].shutdownNow();
            }
            node.await("those that left are forgotten", () -> node.threads("front-snapshot") == 1);
            reading[0].call.request(Integer.MAX_VALUE);
            assertThat(reading[0].ended.get(120, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.OK);
            assertThat(reading[0].hash).as("the hash at its end").isEqualTo(reading[0].digest.digest());
            assertThat(reading[0].bytes.get()).isGreaterThan((long) STORE_MIB * VALUE_BYTES);
            slow[0].shutdownNow();
            node.awaitNothingHeld();
            node.await("its threads are gone", () -> node.threads("front-snapshot") == 0);
            ChildNode.Held after = node.held();
            assertThat(after.heapMib()).isLessThan(before.heapMib() + 8);
            assertThat(after.files()).isLessThanOrEqualTo(before.files() + 3);
            assertThat(dataFiles(node)).as("files in the data directory").isLessThanOrEqualTo(filesBefore);
            etcdctlTakesIt(node);
        }
    }

    private static void fill(ChildNode node) {
        ManagedChannel channel = node.connect();
        SplittableRandom random = new SplittableRandom(7);
        byte[] value = new byte[VALUE_BYTES];
        for (int i = 0; i < STORE_MIB; i++) {
            random.nextBytes(value);
            KVGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS)
                    .put(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("key" + i)).setValue(ByteString.copyFrom(value)).build());
        }
        channel.shutdownNow();
    }

    /** Log segments come and go; what is named a snapshot or temporary stays if nobody removes it. */
    private static long dataFiles(ChildNode node) throws Exception {
        try (Stream<Path> files = Files.walk(node.directory().resolve("data"))) {
            return files.filter(file -> file.toString().contains("snap") && Files.isRegularFile(file)).count();
        }
    }

    private void etcdctlTakesIt(ChildNode node) throws Exception {
        Optional<Path> etcdctl = Arrays.stream(System.getenv("PATH").split(File.pathSeparator)).map(entry -> Path.of(entry, "etcdctl")).filter(Files::isExecutable).findFirst();
        assumeTrue(etcdctl.isPresent(), "etcdctl is not on the PATH");
        Path file = directory.resolve("saved.db");
        long began = System.nanoTime();
        String saved = run(etcdctl.get(), "--endpoints=" + node.url(""), "snapshot", "save", file.toString());
        long millis = (System.nanoTime() - began) / 1_000_000;
        String status = run(etcdctl.get(), "snapshot", "status", file.toString());
        System.out.println("etcdctl snapshot save: " + (Files.size(file) >> 20) + " MiB in " + millis + " ms; status: " + status.strip());
        assertThat(saved).contains("Snapshot saved");
        assertThat(status).contains(", " + (STORE_MIB + 1) + ", "); // its revision
    }

    private static String run(Path command, String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(command.toString()), Arrays.stream(arguments)).toList()).redirectErrorStream(true);
        builder.environment().put("ETCDCTL_API", "3");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
