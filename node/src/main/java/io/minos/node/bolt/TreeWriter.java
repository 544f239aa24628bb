package io.minos.node.bolt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Writes a bucket's pages as planned. Holds the entries of one leaf at a time, and no value of them. */
final class TreeWriter {
    private record Element(byte[] key, Entries.Value value) {}

    private final TreePlan plan;
    private final PageOutput out;
    private final int elementFlags;
    private final List<Element> pending = new ArrayList<>();
    private final Iterator<TreePlan.Node> leaves;
    private TreePlan.Node leaf;

    private TreeWriter(TreePlan plan, PageOutput out, int elementFlags) {
        this.plan = plan;
        this.out = out;
        this.elementFlags = elementFlags;
        this.leaves = plan.leaves().iterator();
        this.leaf = leaves.next();
    }

    /** @param elementFlags {@link Format#BUCKET} if the entries are buckets */
    static void write(TreePlan plan, Entries entries, int elementFlags, PageOutput out) throws IOException {
        TreeWriter writer = new TreeWriter(plan, out, elementFlags);
        entries.forEach(writer::add);
        writer.endLeaves();
        writer.branches();
    }

    /** The one leaf of a bucket that lies within another's value: it has no page of its own, and no padding. */
    static void writeInline(TreePlan plan, Entries entries, PageOutput out) throws IOException {
        List<Element> elements = new ArrayList<>();
        entries.forEach((key, value) -> elements.add(new Element(key, value)));
        out.pageHeader(0, Format.LEAF, elements.size(), 1);
        contents(elements, 0, out);
    }

    private void add(byte[] key, Entries.Value value) throws IOException {
        if (pending.size() == leaf.elements()) {
            writeLeaf();
            leaf = leaves.next();
        }
        pending.add(new Element(key, value));
    }

    private void endLeaves() throws IOException {
        writeLeaf();
        if (leaves.hasNext()) {
            throw changed();
        }
    }

    private void writeLeaf() throws IOException {
        long begin = out.bytes();
        if (begin != leaf.page() * Format.PAGE_BYTES) {
            throw changed();
        }
        out.pageHeader(leaf.page(), Format.LEAF, pending.size(), leaf.pages());
        contents(pending, elementFlags, out);
        if (out.bytes() - begin != leaf.bytes()) {
            throw changed();
        }
        out.endPage();
        pending.clear();
    }

    private static IllegalStateException changed() {
        return new IllegalStateException("the entries are not those that the file was planned for");
    }

    private static void contents(List<Element> elements, int flags, PageOutput out) throws IOException {
        ByteBuffer table = PageOutput.littleEndian(elements.size() * Format.LEAF_ELEMENT_BYTES);
        long at = table.capacity();
        for (Element element : elements) {
            long position = at - table.position();
            table.putInt(flags).putInt((int) position).putInt(element.key().length).putInt(element.value().bytes());
            at += element.key().length + (long) element.value().bytes();
        }
        out.write(table.flip());
        for (Element element : elements) {
            out.write(element.key());
            element.value().writeTo(out);
        }
    }

    private void branches() throws IOException {
        List<TreePlan.Node> below = plan.leaves();
        for (List<TreePlan.Node> level : plan.branches()) {
            int from = 0;
            for (TreePlan.Node branch : level) {
                branch(branch, below.subList(from, from + branch.elements()));
                from += branch.elements();
            }
            below = level;
        }
    }

    private void branch(TreePlan.Node branch, List<TreePlan.Node> children) throws IOException {
        out.pageHeader(branch.page(), Format.BRANCH, children.size(), branch.pages());
        ByteBuffer table = PageOutput.littleEndian(children.size() * Format.BRANCH_ELEMENT_BYTES);
        int at = table.capacity();
        for (TreePlan.Node child : children) {
            int position = at - table.position();
            table.putInt(position).putInt(child.firstKey().length).putLong(child.page());
            at += child.firstKey().length;
        }
        out.write(table.flip());
        for (TreePlan.Node child : children) {
            out.write(child.firstKey());
        }
        out.endPage();
    }
}
