# Makes survey_r.csv and clubsandwich_r.csv from survey.csv: values that the tests of linking compare with.
# Run once in this folder: Rscript reference.R   (R 4.2.2, survey 4.1-1, clubSandwich 0.5.8; Debian 12)
suppressPackageStartupMessages({library(survey); library(clubSandwich)})
options(survey.lonely.psu = "adjust", digits = 15)

d <- read.csv("survey.csv", stringsAsFactors = FALSE)
d$all <- "all"
for (item in c("common", "rare")) d[[item]] <- d[[item]] * d$answered  # who did not answer mentions nothing
designs <- list(
  clusters   = svydesign(ids = ~cluster, weights = ~weight, data = d),
  strata     = svydesign(ids = ~cluster, strata = ~stratum, weights = ~weight, data = d),
  persons    = svydesign(ids = ~1, weights = ~weight, data = d),
  unweighted = svydesign(ids = ~cluster, weights = ~1, data = d),
  # statements about each institution: its respondents are drawn within it
  inside     = svydesign(ids = ~1, strata = ~cluster, weights = ~weight, data = d)
)

rows <- list()
for (name in names(designs)) for (by in c("all", "group", "type", "cluster")) {
  if ((by == "cluster") != (name == "inside")) next
  for (value in sort(unique(d[[by]]))) for (denominator in c("asked", "answered")) {
    keep <- d[[by]] == value & (denominator == "asked" | d$answered == 1)
    part <- designs[[name]][keep, ]
    for (item in c("common", "rare", "score")) {
      formula <- as.formula(paste0("~", item))
      this <- part[!is.na(part$variables[[item]]), ]
      mean <- svymean(formula, this)
      df <- degf(this)
      limits <- c(NA, NA)
      share <- coef(mean)
      if (item == "score") limits <- as.vector(confint(mean, df = df))
      else if (share > 0 && share < 1 && df > 0) limits <- as.vector(confint(svyciprop(formula, this, method = "beta")))
      rows[[length(rows) + 1]] <- data.frame(
        design = name, grouping = by, group = value, denominator = denominator, item = item, n = nrow(this),
        estimate = as.vector(share), se = as.vector(SE(mean)), df = df, low = limits[1], high = limits[2])
    }
  }
}
write.csv(do.call(rbind, rows), "survey_r.csv", row.names = FALSE)

# --- CR2 with Satterthwaite degrees of freedom ---------------------------------------------------------------------
d$a <- ifelse(d$group == "a", 1, 0)                       # a against the rest
d$ab <- ifelse(d$group == "a", 1, ifelse(d$group == "b", 0, NA))
d$vak <- ifelse(d$type == "vak", 1, 0)
w <- d$weight
d$z <- (d$score - weighted.mean(d$score, w, na.rm = TRUE))
d$z <- d$z / sqrt(weighted.mean(d$z^2, w, na.rm = TRUE))  # standard score among all who have one
d$z1 <- d$score - mean(d$score, na.rm = TRUE)
d$z1 <- d$z1 / sqrt(mean(d$z1^2, na.rm = TRUE))

models <- list(
  list("a", "raw", "{y} ~ a"),
  list("a", "adjusted", "{y} ~ a + type + score"),
  list("a", "within", "{y} ~ a + cluster"),
  list("ab", "raw", "{y} ~ ab"),
  list("vak", "raw", "{y} ~ vak"),
  list("vak", "adjusted", "{y} ~ vak + group"),
  list("scale", "raw", "{y} ~ z"),
  list("scale", "within", "{y} ~ z + cluster")
)
rows <- list()
for (weighted in c(TRUE, FALSE)) for (clustered in c(TRUE, FALSE)) for (m in models) {
  if (m[[2]] == "within" && !clustered) next
  for (item in c("common", "rare")) {
    text <- sub("\\{y\\}", item, m[[3]])
    if (!weighted) text <- sub("~ z", "~ z1", text)
    formula <- as.formula(text)
    part <- d[d$answered == 1 & complete.cases(d[, all.vars(formula)]), ]
    fit <- if (weighted) lm(formula, data = part, weights = weight) else lm(formula, data = part)
    units <- if (clustered) part$cluster else part$id
    name <- all.vars(formula)[2]
    test <- coef_test(fit, vcov = vcovCR(fit, cluster = units, type = "CR2"), test = "Satterthwaite", coefs = name)
    rows[[length(rows) + 1]] <- data.frame(
      weighted = weighted, clustered = clustered, contrast = m[[1]], model = m[[2]], item = item, n = nrow(part),
      difference = test$beta, se = test$SE, df = test$df, p = test$p_Satt)
  }
}
write.csv(do.call(rbind, rows), "clubsandwich_r.csv", row.names = FALSE)
