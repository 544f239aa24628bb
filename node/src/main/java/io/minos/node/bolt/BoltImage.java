package io.minos.node.bolt;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A whole file, planned, to be streamed: two metas, an empty list of free pages, the buckets' pages, those of the bucket of
 * buckets. The entries are gone through twice, first for their sizes, since the length is to be known, and the metas are to be
 * written, before anything else; a temporary file would take the disk what the plan takes memory for: some 50 bytes a page.
 */
public final class BoltImage {
    /** One to be written. */
    public record Bucket(String name, Entries entries) {
        private byte[] key() {
            return name.getBytes(StandardCharsets.UTF_8);
        }
    }

    private record Planned(Bucket bucket, TreePlan tree) {}

    private static final long FREELIST_PAGE = 2;
    /** Of meta 0; meta 1 has the one before, as when bbolt itself copies a file. */
    private static final long TRANSACTION = 2;

    private final List<Planned> outOfLine;
    private final Entries buckets;
    private final TreePlan root;

    private BoltImage(List<Planned> outOfLine, Entries buckets, TreePlan root) {
        this.outOfLine = outOfLine;
        this.buckets = buckets;
        this.root = root;
    }

    /** @throws IOException what the entries throw */
    public static BoltImage of(List<Bucket> buckets) throws IOException {
        List<Planned> outOfLine = new ArrayList<>();
        List<byte[]> values = new ArrayList<>();
        List<Bucket> sorted = buckets.stream().sorted(Comparator.comparing(Bucket::name)).toList();
        long next = FREELIST_PAGE + 1;
        for (Bucket bucket : sorted) {
            TreePlan tree = TreePlan.of(bucket.entries(), next);
            if (tree.isInline()) {
                values.add(inline(bucket, tree));
            } else {
                values.add(PageOutput.littleEndian(Format.BUCKET_HEADER_BYTES).putLong(tree.root()).putLong(0).array());
                outOfLine.add(new Planned(bucket, tree));
                next = tree.nextPage();
            }
        }
        Entries root = sink -> {
            for (int i = 0; i < sorted.size(); i++) {
                sink.accept(sorted.get(i).key(), Entries.Value.of(values.get(i)));
            }
        };
        return new BoltImage(outOfLine, root, TreePlan.of(root, next));
    }

    private static byte[] inline(Bucket bucket, TreePlan tree) throws IOException {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.write(new byte[Format.BUCKET_HEADER_BYTES]);
        TreeWriter.writeInline(tree, bucket.entries(), new PageOutput(value));
        return value.toByteArray();
    }

    /** The length of the file. */
    public long bytes() {
        return root.nextPage() * Format.PAGE_BYTES;
    }

    /** As often as one likes. Neither flushes nor closes. */
    public void writeTo(OutputStream raw) throws IOException {
        PageOutput out = new PageOutput(raw);
        meta(0, TRANSACTION, out);
        meta(1, TRANSACTION - 1, out);
        out.pageHeader(FREELIST_PAGE, Format.FREELIST, 0, 1);
        out.endPage();
        for (Planned planned : outOfLine) {
            TreeWriter.write(planned.tree(), planned.bucket().entries(), 0, out);
        }
        TreeWriter.write(root, buckets, Format.BUCKET, out);
    }

    private void meta(long page, long transaction, PageOutput out) throws IOException {
        out.pageHeader(page, Format.META, 0, 1);
        out.write(new Meta(Format.PAGE_BYTES, root.root(), FREELIST_PAGE, root.nextPage(), transaction).encode());
        out.endPage();
    }
}
