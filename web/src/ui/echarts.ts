/** Only the parts of ECharts that the screens draw with. Registered once, whoever imports it first. */
import type { TooltipComponentOption } from 'echarts/components'
import { BarChart, LineChart, ScatterChart } from 'echarts/charts'
import { GeoComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { registerMap, use } from 'echarts/core'
import { LabelLayout } from 'echarts/features'
import { CanvasRenderer } from 'echarts/renderers'
import VChart from 'vue-echarts'

use([BarChart, LineChart, ScatterChart, GeoComponent, GridComponent, LegendComponent, TooltipComponent, LabelLayout, CanvasRenderer])

export { registerMap, VChart }

/** The colours of the theme, as a canvas needs them. */
export const COLOURS = {
  accent: '#a3271f',
  accentSoft: '#d1938f',
  second: '#66758a',
  secondSoft: '#d5dae1',
  ink: '#1d2126',
  inkMuted: '#626a75',
  line: '#e2e5e9',
  ground: '#f4f5f7',
} as const

export const CHART_FONT =
  "'PingFang SC','Hiragino Sans GB','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',system-ui,sans-serif"

/** Tooltips are drawn in the canvas: they need no inline styles, which the content security policy forbids. */
export const TOOLTIP: TooltipComponentOption = {
  renderMode: 'richText',
  confine: true,
  backgroundColor: '#fff',
  borderColor: '#c9ced6',
  borderWidth: 1,
  padding: [6, 10],
  textStyle: { color: '#1d2126', fontSize: 12, fontFamily: CHART_FONT },
}
