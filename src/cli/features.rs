//! `despam features`: the feature table as CSV.
use super::args::GlobalArgs;
use super::args_train::{FeaturesArgs, Level as Asked};
use super::exit::Outcome;
use super::labelled;
use anyhow::Context as _;
use despam::dataset::{FeatureTable, FeatureWriter, Level};
use despam::label::Extract;
use despam::label::tables;

pub(crate) fn run(global: &GlobalArgs, args: &FeaturesArgs) -> anyhow::Result<Outcome> {
    let (pages, mut outcome) = if args.labels.is_empty() {
        labelled::unlabelled(&args.paths)?
    } else {
        labelled::read(&args.labels)
    };
    let model = super::model::chosen(global)?;
    let choice = match args.sample {
        None => Extract::ALL,
        Some(random) => Extract { random: Some(random), hardest: args.hardest, containers: args.hardest },
    };
    let fits = model.block.check_schema(&despam::feature::block_columns()).is_ok();
    let rank = |row: &[f64]| if fits { model.block.score(row) } else { 0.0 };
    let made = labelled::with_jobs(global, || tables(&pages, &choice, &rank, &|path| std::fs::read(path)))?;
    for (path, reason) in &made.failed {
        outcome.failed |= labelled::failed(path, reason);
    }
    let (table, level) = match args.level {
        Asked::Block => (&made.block, Level::Block),
        Asked::Page => (&made.page, Level::Page),
    };
    match &args.out {
        Some(path) => {
            let mut file = FeatureWriter::create(path, level, table.columns())
                .with_context(|| format!("{}: cannot be written", path.display()))?;
            write(table, |meta, values| file.write(meta, values))?;
            file.close()?;
        }
        None => {
            let mut out = FeatureWriter::new(std::io::stdout().lock(), level, table.columns())?;
            write(table, |meta, values| out.write(meta, values))?;
            out.finish()?;
        }
    }
    Ok(outcome)
}

fn write(
    table: &FeatureTable,
    mut row: impl FnMut(&despam::dataset::RowMeta, &[f32]) -> std::io::Result<()>,
) -> std::io::Result<()> {
    for (at, meta) in table.meta().iter().enumerate() {
        row(meta, table.row(at))?;
    }
    Ok(())
}
