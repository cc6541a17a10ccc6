package org.beamforge.experiments.plot;

import de.erichseifert.vectorgraphics2d.Processors;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.beamforge.io.OutputFiles;
import org.beamforge.model.InvalidInputException;

/** Writes pages as PNG and SVG; needs no display. */
public final class PageFiles {
    /** Pixels per point: legible on screens of high density, and small files all the same. */
    private static final double SCALE = 1.25;

    static {
        if (System.getProperty("java.awt.headless") == null) {
            System.setProperty("java.awt.headless", "true");
        }
        ImageIO.setUseCache(false); // no temporary files
    }

    private PageFiles() {}

    /**
     * Writes NAME.png and NAME.svg into a directory.
     *
     * @throws InvalidInputException if a file cannot be written
     */
    public static void write(Page page, Path directory, String name) {
        byte[] png = png(page);
        OutputFiles.write(directory.resolve(name + ".png"), out -> out.write(png));
        byte[] svg = svg(page).getBytes(StandardCharsets.UTF_8);
        OutputFiles.write(directory.resolve(name + ".svg"), out -> out.write(svg));
    }

    static byte[] png(Page page) {
        BufferedImage image =
                new BufferedImage(
                        (int) Math.ceil(page.width() * SCALE),
                        (int) Math.ceil(page.height() * SCALE),
                        BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, image.getWidth(), image.getHeight());
        g.scale(SCALE, SCALE);
        page.paint(g);
        g.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam smallest = writer.getDefaultWriteParam();
            smallest.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            smallest.setCompressionQuality(0);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), smallest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** The page as an SVG document. */
    public static String svg(Page page) {
        VectorGraphics2D g = new VectorGraphics2D();
        page.paint(g);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            Processors.get("svg")
                    .getDocument(g.getCommands(), new PageSize(page.width(), page.height()))
                    .writeTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
